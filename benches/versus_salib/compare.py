#!/usr/bin/env python3
"""Designs and indices against the Python library SALib, from the same model output, in one run.

Run from the project's folder:  python3 benches/versus_salib/compare.py  (CI does under --peers)
Installs SALib into a virtual environment under target/ at the first run. Both sides are timed in this run, wall clock, best of three. Every
index must agree to 1e-10, or the program fails.

SALib centres first- and second-order estimates by the mean of all rows, comity by the mean of the two base matrices; SALib's own
estimators are therefore called on outcomes centred our way. Both bootstrap 100 times where the interval is timed.
"""
import json
import pathlib
import subprocess
import sys
import time
import venv

ROOT = pathlib.Path(__file__).resolve().parents[2]
ENV = ROOT / "target" / "salib"
FILES = ROOT / "target" / "salib_files"


def install():
    if not (ENV / "bin" / "python").exists():
        venv.create(ENV, with_pip=True)
        subprocess.run([ENV / "bin" / "pip", "install", "-q", "SALib"], check=True)
    if pathlib.Path(sys.prefix) != ENV:
        sys.exit(subprocess.run([ENV / "bin" / "python", __file__]).returncode)


def timed(f):
    best = None
    for _ in range(3):
        start = time.perf_counter()
        value = f()
        spent = time.perf_counter() - start
        best = spent if best is None else min(best, spent)
    return value, best


def main():
    import numpy as np
    from SALib.analyze import delta, pawn, sobol
    from SALib.sample import sobol as sampler

    def problem(d):
        return {"num_vars": d, "names": [f"x{j}" for j in range(d)], "bounds": [[0.0, 1.0]] * d}

    def load(name, d):
        x = np.fromfile(FILES / f"{name}_x.bin").reshape(-1, d)
        return x, np.fromfile(FILES / f"{name}_y.bin")

    worst = 0.0

    def report(what, ours, theirs, found, expected):
        nonlocal worst
        apart = float(np.max(np.abs(np.asarray(found) - np.asarray(expected)))) if len(found) else 0.0
        worst = max(worst, apart)
        print(f"{what:<44} {ours:>9.4f} s {theirs:>9.3f} s {theirs / ours:>7.0f} ×   apart {apart:.1e}", flush=True)

    FILES.mkdir(parents=True, exist_ok=True)
    lines = subprocess.run(
        ["cargo", "bench", "-q", "--bench", "versus_salib", "--", FILES],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout
    print(f"{'':<44} {'comity':>11} {'SALib':>11} {'ratio':>9}")
    for line in map(json.loads, lines.splitlines()):
        what, seconds = line["what"], line["seconds"]
        if what == "sample":
            draw = lambda: sampler.sample(problem(20), 2**16, calc_second_order=False, scramble=False, skip_values=0)
            report("Saltelli design, 65,536 × 20", seconds, timed(draw)[1], [], [])
        elif what in ("sobol", "monte_carlo"):
            d, (x, y) = 8, load(what, 8)
            if what == "sobol":
                rows = sampler.sample(problem(d), 2**12, calc_second_order=True, scramble=False, skip_values=0)
                report("  its values", seconds, seconds, x.ravel(), rows.ravel())
            analyse = lambda: sobol.analyze(problem(d), y, calc_second_order=True, num_resamples=100, seed=1)
            _, theirs = timed(analyse)
            a, ab, ba, b = y[0 :: 2 * d + 2], [], [], y[2 * d + 1 :: 2 * d + 2]
            c = np.concatenate([a, b]).mean()
            for j in range(d):
                ab.append(y[1 + j :: 2 * d + 2] - c)
                ba.append(y[1 + d + j :: 2 * d + 2] - c)
            a, b = a - c, b - c
            first = [sobol.first_order(a, ab[j], b) for j in range(d)]
            total = [sobol.total_order(a, ab[j], b) for j in range(d)]
            second = [sobol.second_order(a, ab[j], ab[k], ba[j], b) for j in range(d) for k in range(j + 1, d)]
            found = line["S1"] + line["ST"] + line["S2"]
            name = "indices of variance, 4,096 × 8"
            if what == "sobol":
                report(f"{name}: values", seconds, seconds, found, first + total + second)
            else:
                report(f"{name}, 100 resamples", seconds, theirs, found, first + total + second)
        elif what == "pawn":
            x, y = load("given", 8)
            result, theirs = timed(lambda: pawn.analyze(problem(8), x, y, S=10))
            report("PAWN, 4,096 × 8", seconds, theirs, line["median"], result["median"])
        else:
            x, y = load("given", 8)
            n = len(y)
            classes = int(min(np.ceil(n ** (2.0 / (7.0 + np.tanh((1500.0 - n) / 500.0)))), 48))
            bounds, grid = np.linspace(0, n, classes + 1), np.linspace(y.min(), y.max(), 100)
            if what == "delta":
                run = lambda: [delta.calc_delta(y, grid, x[:, j], bounds) for j in range(8)]
                result, theirs = timed(run)
                report("delta, 4,096 × 8", seconds, theirs, line["delta"], result)
            else:
                result, theirs = timed(lambda: [delta.sobol_first(y, x[:, j], bounds) for j in range(8)])
                report("given-data first order, 4,096 × 8", seconds, theirs, line["S1"], result)
    if worst > 1e-10:
        sys.exit(f"indices differ by {worst:.1e}")
    print(f"all values and indices agree: at most {worst:.1e} apart")


if __name__ == "__main__":
    import warnings

    warnings.filterwarnings("ignore")
    install()
    main()
