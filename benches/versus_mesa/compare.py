#!/usr/bin/env python3
"""Years a second of the arms-and-trust loop against the Python library Mesa, one thread.

Run by hand from the project's folder, never in CI:  python3 benches/versus_mesa/compare.py
Installs Mesa into a virtual environment under target/ at the first run. Both sides are timed in this run, in processor time. The loop, in
the style of Mesa's own examples: every nation sends a signal by its hidden type, every nation updates its trust in every other by Bayes'
rule, then arms move by a year of Richardson's race. Beliefs are martingales: all print how far mean trust rose, which is near 0. Two rows per
number of nations: this very loop as a model of its own on the engine of histories, and a year of the world model, which also evaluates trade,
disputes and losses, against the loop in Mesa, which does not.
"""
import json
import math
import pathlib
import subprocess
import sys
import time
import venv

ROOT = pathlib.Path(__file__).resolve().parents[2]
ENV = ROOT / "target" / "mesa"
SECONDS = 5.0
YEARS = 40
SEEKER, EXPANSIONIST = 0.8, 0.5
FATIGUE, OUTWARD = 0.2, 0.4


def install():
    if not (ENV / "bin" / "python").exists():
        venv.create(ENV, with_pip=True)
        subprocess.run([ENV / "bin" / "pip", "install", "-q", "mesa"], check=True)
    if pathlib.Path(sys.prefix) != ENV:
        sys.exit(subprocess.run([ENV / "bin" / "python", __file__]).returncode)


def models():
    import mesa

    class Nation(mesa.Agent):
        def __init__(self, model, prior):
            super().__init__(model)
            self.seeker = self.random.random() < prior
            self.stock = self.base = self.random.uniform(10.0, 100.0)
            self.prior = prior
            self.trust = {}
            self.signal = True

        def meet(self):
            self.trust = {other: self.prior for other in self.model.agents if other is not self}
            threat = sum((1.0 - t) * other.base for other, t in self.trust.items())
            self.reaction = OUTWARD * FATIGUE * self.base / threat

        def send(self):
            self.signal = self.random.random() < (SEEKER if self.seeker else EXPANSIONIST)

        def learn(self):
            for other, trust in self.trust.items():
                seeker, expansionist = (SEEKER, EXPANSIONIST) if other.signal else (1.0 - SEEKER, 1.0 - EXPANSIONIST)
                odds = math.log(trust / (1.0 - trust)) + math.log(seeker / expansionist)
                self.trust[other] = 1.0 / (1.0 + math.exp(-odds))

        def decide(self):
            threat = sum((1.0 - t) * other.stock for other, t in self.trust.items())
            upkeep = (1.0 - OUTWARD) * FATIGUE * self.base
            self.next = max(0.0, self.stock + self.reaction * threat - FATIGUE * self.stock + upkeep)

        def arm(self):
            self.stock = self.next

    class Region(mesa.Model):
        def __init__(self, n, seed):
            super().__init__(seed=seed)
            for _ in range(n):
                Nation(self, 0.5)
            self.agents.do("meet")

        def step(self):
            self.agents.do("send")
            self.agents.do("learn")
            self.agents.do("decide")
            self.agents.do("arm")

        def mean_trust(self):
            values = [t for agent in self.agents for t in agent.trust.values()]
            return sum(values) / len(values)

    return Region


def peer(n):
    region = models()
    runs, rise, start = 0, 0.0, time.process_time()
    while runs == 0 or time.process_time() - start < SECONDS:
        model = region(n, runs)
        before = model.mean_trust()
        for _ in range(YEARS):
            model.step()
        rise += model.mean_trust() - before
        runs += 1
    return runs * YEARS / (time.process_time() - start), rise / runs


def main():
    install()
    command = ["cargo", "bench", "-q", "-p", "comity-benches", "--bench", "versus_mesa"]
    output = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    import mesa

    print(f"Mesa {mesa.__version__}, Python {sys.version.split()[0]}")
    for line in output.splitlines():
        ours = json.loads(line)
        rate, rise = peer(ours["nations"])
        for key, label in (("loop", "the same loop"), ("model", "a year of the world model")):
            own = ours[key]
            print(
                f"{ours['nations']:>4} nations, {label:<25}: comity {own['years_per_second']:.0f} years/s (trust {own['rise_of_trust']:+.3f}), "
                f"Mesa's loop {rate:.1f} years/s (trust {rise:+.3f}): {own['years_per_second'] / rate:.1f} ×"
            )


if __name__ == "__main__":
    main()
