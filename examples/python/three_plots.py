"""Three plots of Northeast Asia: who gains from the deal that Japan proposes, which regimes a history of forty years
passes through, and which assumption drives Japan's gain. Writes gains.png, regimes.png and drivers.png."""

import argparse
import pathlib

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import pandas as pd

import comity


def gains(study, folder):
    deal = study.negotiate("JPN", seed=42)
    table = pd.DataFrame(study.evaluate(deal["signed"])).set_index("iso3")
    parts = table[["security", "trade", "aid", "sovereignty"]]
    today = pd.DataFrame(study.evaluate()).set_index("iso3")[parts.columns]
    axes = (1e4 * (parts - today)).plot.barh(stacked=True, figsize=(7, 4))
    axes.set(xlabel="gain, basis points of income", ylabel="", title="The deal that Japan proposes, by part of utility")
    axes.axvline(0, color="black", linewidth=0.8)
    axes.figure.savefig(folder / "gains.png", bbox_inches="tight", dpi=150)


def regimes(study, folder, years, runs):
    simulation = comity.Simulation(study, years=years, seed=1, trust="bayes")
    table = pd.DataFrame(simulation.regimes(runs=runs))
    shares = table.pivot(index="year", columns="regime", values="share")
    shares = shares.loc[:, (shares > 0).any()]
    axes = shares.plot.area(figsize=(7, 4), linewidth=0)
    axes.set(ylabel=f"share of {runs} runs", ylim=(0, 1), title="Regimes over the years, trust after Bayes")
    axes.xaxis.set_major_locator(plt.MaxNLocator(integer=True))
    axes.legend(loc="center left", bbox_to_anchor=(1, 0.5))
    axes.figure.savefig(folder / "regimes.png", bbox_inches="tight", dpi=150)


def drivers(study, folder, points):
    factors = {
        "war.defeat": (0.1, 0.5),
        "treaty.autonomy": (0.0, 4e-4),
        "trade_elasticity": (3.0, 8.0),
        "arms.outward_share": (0.1, 0.8),
    }
    experiment = comity.Experiment.gains(study, "cooperative_seven", factors, points=points)
    table = pd.DataFrame(experiment.indices("JPN"))
    total = table[table["index"] == "ST"].sort_values("estimate")
    figure, axes = plt.subplots(figsize=(7, 3))
    error = [total["estimate"] - total["low"], total["high"] - total["estimate"]]
    axes.barh(total["factor"], total["estimate"], xerr=error, color="0.6", capsize=3)
    axes.set(xlabel="total share of the variance of Japan's gain, 95 % interval", title="What drives its gain under the cooperative arrangement of seven")
    figure.savefig(folder / "drivers.png", bbox_inches="tight", dpi=150)


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--out", type=pathlib.Path, default=pathlib.Path("."))
    arguments.add_argument("--years", type=int, default=40)
    arguments.add_argument("--runs", type=int, default=100)
    arguments.add_argument("--points", type=int, default=64)
    given = arguments.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    study = comity.Study()
    gains(study, given.out)
    regimes(study, given.out, given.years, given.runs)
    drivers(study, given.out, given.points)


if __name__ == "__main__":
    main()
