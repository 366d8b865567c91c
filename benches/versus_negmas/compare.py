#!/usr/bin/env python3
"""Whole negotiations a second against the Python library NegMAS, one thread, the same rules on the same domains.

Run by hand from the project's folder, never in CI:  python3 benches/versus_negmas/compare.py
Installs NegMAS into a virtual environment under target/ at the first run. Both sides are timed in this run; each prints its agreement
rate and mean number of rounds, which must agree within sampling error. Times are processor times on both sides.
"""
import json
import pathlib
import subprocess
import sys
import time
import venv

ROOT = pathlib.Path(__file__).resolve().parents[2]
ENV = ROOT / "target" / "negmas"
DOMAINS = ROOT / "target" / "negmas_domains"
SECONDS = 5.0  # at least this long for each shape, and at least one negotiation


def install():
    if not (ENV / "bin" / "python").exists():
        venv.create(ENV, with_pip=True)
        subprocess.run([ENV / "bin" / "pip", "install", "-q", "negmas"], check=True)
    if pathlib.Path(sys.prefix) != ENV:
        sys.exit(subprocess.run([ENV / "bin" / "python", __file__]).returncode)


def scenario(path):
    """Issues and utility functions of one of our files, in NegMAS."""
    from negmas import LinearAdditiveUtilityFunction, make_issue
    from negmas.outcomes import make_os

    data = json.loads(path.read_text())
    issues = [make_issue(issue["values"], issue["name"]) for issue in data["issues"]]
    space = make_os(issues)
    functions = [
        LinearAdditiveUtilityFunction(
            values=[dict(zip(issue["values"], e)) for issue, e in zip(data["issues"], party["evaluations"])],
            weights=party["weights"],
            reserved_value=party["reservation"],
            outcome_space=space,
        )
        for party in data["parties"]
    ]
    return space, functions


def negotiate(space, functions):
    from negmas.sao import BoulwareTBNegotiator, SAOMechanism

    session = SAOMechanism(outcome_space=space, n_steps=100)
    for function in functions:
        session.add(BoulwareTBNegotiator(), ufun=function)
    state = session.run()
    return state.agreement is not None, state.step


def peer(parties, outcomes):
    files = sorted(DOMAINS.glob(f"{parties}_{outcomes}_*.json"), key=lambda f: int(f.stem.split("_")[2]))
    runs = agreed = rounds = 0
    spent = 0.0
    for file in files:
        space, functions = scenario(file)
        start = time.process_time()
        ok, steps = negotiate(space, functions)
        spent += time.process_time() - start
        runs, agreed, rounds = runs + 1, agreed + ok, rounds + steps
        if spent > SECONDS:
            break
    return runs, runs / spent, agreed / runs, rounds / runs


def analysis_peer(parties, outcomes):
    from negmas.preferences.ops import kalai_points, nash_points, pareto_frontier

    space, functions = scenario(DOMAINS / f"{parties}_{outcomes}_0.json")
    points = list(space.enumerate_or_sample())
    start = time.process_time()
    frontier, _ = pareto_frontier(functions, points)
    nash_points(functions, frontier, outcome_space=space)
    kalai_points(functions, frontier, outcome_space=space)
    return time.process_time() - start, len(frontier)


def main():
    DOMAINS.mkdir(parents=True, exist_ok=True)
    ours = subprocess.run(
        ["cargo", "bench", "-q", "--bench", "versus_negmas", "--", DOMAINS],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout
    print(f"{'parties':>7} {'outcomes':>8} {'comity/s':>10} {'negmas/s':>10} {'ratio':>8}   agreed        rounds")
    for line in map(json.loads, ours.splitlines()):
        if line.get("analysis"):
            seconds, frontier = analysis_peer(5, 100_000)
            print(f"frontier and points, 5 parties, 100000 outcomes: {line['seconds']:.3f} s ({line['frontier']}),"
                  f" negmas {seconds:.1f} s ({frontier}), ratio {seconds / line['seconds']:.0f}", flush=True)
            continue
        if line.get("loop"):
            print(f"protocol loop, 1000 outcomes, 3 parties: {line['offers_per_second'] / 1e6:.1f} million offers a second")
            continue
        runs, rate, agreed, rounds = peer(line["parties"], line["outcomes"])
        print(f"{line['parties']:>7} {line['outcomes']:>8} {line['per_second']:>10.1f} {rate:>10.2f}"
              f" {line['per_second'] / rate:>8.0f}   {line['agreed']:.2f} / {agreed:.2f}   {line['rounds']:.1f} / {rounds:.1f}"
              f"   ({runs} of theirs)", flush=True)


if __name__ == "__main__":
    import warnings

    warnings.filterwarnings("ignore")
    install()
    main()
