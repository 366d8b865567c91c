#!/usr/bin/env python3
"""Years per second of Axelrod's tribute model against plain Python, one thread, and whether both tell the same story.

Run by hand from the project's folder, never in CI:  python3 benches/versus_tribute/compare.py
Both sides are timed in this run, in processor time: the example `tribute` on the engine of histories, and the rules below, which need nothing
but Python. The draws differ, so that figures are compared in distribution: each difference over its standard error.
"""
import json
import math
import os
import random
import resource
import statistics
import subprocess
import time

ACTORS, DEMAND, DESTRUCTION, HARVEST, STEP = 10, 250.0, 0.25, 20.0, 10


class Ring:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.wealth = [self.random.uniform(300.0, 500.0) for _ in range(ACTORS)]
        self.first = list(self.wealth)
        self.loyalty = [[100 if i == j else 0 for j in range(ACTORS)] for i in range(ACTORS)]
        self.fights = self.payments = 0

    def likes(self, who, one, other):
        return self.loyalty[who][one] > self.loyalty[who][other]

    def strength(self, side, leader):
        return sum(self.loyalty[k][leader] * self.wealth[k] for k in side) / 100.0

    def followers(self, start, step, leader, other):
        side, k = [], (start + step) % ACTORS
        while k != start and self.likes(k, leader, other):
            side.append(k)
            k = (k + step) % ACTORS
        return side

    def demands(self, actor):
        for step in (-1, 1):
            between = []
            for steps in range(1, ACTORS):
                target = (actor + step * steps) % ACTORS
                if all(self.likes(k, actor, target) for k in between):
                    attack = [actor, *between, *self.followers(actor, -step, actor, target)]
                    defence = [target, *self.followers(target, step, target, actor)]
                    yield target, attack, defence
                if self.loyalty[target][actor] == 0:
                    break
                between.append(target)

    def act(self):
        actor = self.random.randrange(ACTORS)
        best, choice = 0.0, None
        for target, attack, defence in self.demands(actor):
            own, other = self.strength(attack, actor), self.strength(defence, target)
            if own > 0.0 and (own - other) / own * min(DEMAND, self.wealth[target]) > best:
                best = (own - other) / own * min(DEMAND, self.wealth[target])
                choice = target, attack, defence, own, other
        if choice is None:
            return
        target, attack, defence, own, other = choice
        payment = min(DEMAND, self.wealth[target])
        if min(DESTRUCTION * own * self.wealth[target] / other, self.wealth[target]) >= payment:
            self.payments += 1
            self.wealth[actor] += payment
            self.wealth[target] -= payment
            for k, l in ((actor, target), (target, actor)):
                self.loyalty[k][l] = min(100, self.loyalty[k][l] + STEP)
            return
        self.fights += 1
        losses = []
        for side, leader, all_of, damage in (
            (attack, actor, own, min(DESTRUCTION * other, own)),
            (defence, target, other, min(DESTRUCTION * own, other)),
        ):
            losses += [(k, damage * self.loyalty[k][leader] / 100.0 * self.wealth[k] / all_of) for k in side]
        for k, loss in losses:
            self.wealth[k] -= loss
        for k in attack + defence:
            for l in attack + defence:
                same = (k in attack) == (l in attack)
                self.loyalty[k][l] = max(0, min(100, self.loyalty[k][l] + (STEP if same else -STEP)))

    def year(self):
        for _ in range(3):
            self.act()
        self.wealth = [wealth + HARVEST for wealth in self.wealth]

    def figures(self, years):
        order, total = sorted(self.wealth), sum(self.wealth)
        pairs = [(i, j) for i in range(ACTORS) for j in range(i)]
        same = sum((self.first[i] > self.first[j]) == (self.wealth[i] > self.wealth[j]) for i, j in pairs)
        gini = sum((2 * k - ACTORS - 1) * w for k, w in enumerate(order, 1)) / (ACTORS * total)
        return {
            "fights_per_year": self.fights / years,
            "payments_per_year": self.payments / years,
            "largest_share": order[-1] / total,
            "gini": gini,
            "concordance": same / len(pairs),
        }


def peer(years, runs):
    start, figures = time.process_time(), []
    for seed in range(runs):
        ring = Ring(seed)
        for _ in range(years):
            ring.year()
        figures.append(ring.figures(years))
    seconds = time.process_time() - start
    columns = {name: [run[name] for run in figures] for name in figures[0]}
    spread = lambda x: (statistics.mean(x), statistics.stdev(x) / math.sqrt(runs))
    return years * runs / seconds, {name: spread(x) for name, x in columns.items()}


def ours(years, runs):
    used = lambda: sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
    program = os.path.join(os.environ.get("CARGO_TARGET_DIR", "target"), "release", "examples", "tribute")
    command = [program, "--json", "--years", str(years), "--runs", str(runs)]
    start = used()
    output = subprocess.run(command, check=True, capture_output=True, env={**os.environ, "RAYON_NUM_THREADS": "1"}).stdout
    return years * runs / (used() - start), json.loads(output)


def main():
    subprocess.run(["cargo", "build", "-q", "--release", "--example", "tribute"], check=True)
    for years, runs, more in ((100, 100, 4000), (1000, 20, 1000)):
        (fast, here), (slow, there) = ours(years, more), peer(years, runs)
        print(f"{years:>5} years: comity {fast:.0f} years/s, Python {slow:.0f} years/s: {fast / slow:.0f} ×")
        for name, (other, uncertain) in there.items():
            mean, error = here[name]
            apart = (mean - other) / math.hypot(error, uncertain)
            print(f"      {name:<18} {mean:.4f} ± {error:.4f}   {other:.4f} ± {uncertain:.4f}   {apart:+.1f} standard errors")


if __name__ == "__main__":
    main()
