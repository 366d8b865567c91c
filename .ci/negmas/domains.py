"""Random domains, saved by NegMAS's own writers, with what NegMAS says their outcomes are worth.

    python domains.py FOLDER

writes FOLDER/NNN.yml/, NNN.json/ and NNN.xml/, each a domain with its utility functions, and FOLDER/worth.json: for every
function its class, its reserved value, outcomes (positions of the values of each issue) and their utilities, and whether it
is one that the crate reads. The seed is fixed; every run writes the same.
"""

import json
import math
import random
import sys
import warnings
from pathlib import Path

warnings.filterwarnings("ignore")

from negmas.inout import Scenario
from negmas.outcomes import make_issue, make_os
from negmas.preferences import (
    AffineUtilityFunction,
    ConstUtilityFunction,
    ExpDiscountedUFun,
    HyperRectangleUtilityFunction,
    LinDiscountedUFun,
    LinearAdditiveUtilityFunction,
    LinearUtilityFunction,
    MappingUtilityFunction,
    WeightedUtilityFunction,
)
from negmas.preferences.ops import correct_reserved_value
from negmas.preferences.value_fun import (
    AffineFun,
    BiasedFun,
    ConstFun,
    CosFun,
    GaussianFun,
    IdentityFun,
    LinearFun,
    LogFun,
    PolynomialFun,
    QuadraticFun,
    TableFun,
    TrapezoidalFun,
    TriangularFun,
)

DOMAINS = 240
# What YAML 1.1, YAML 1.2 and JSON may take for something else than text.
NAMES = "y n yes no on off true False null ~ 1e5 0o7 010 1_000 12:30 .5 -.inf = << é 日本 a:b #x 'q' - [a] {b} %c @d !e &f *g".split()
PLAIN = "north south east west low middle high soon late never always".split()
rng = random.Random(20021123)


def value():
    return rng.choice([rng.random(), round(rng.uniform(-3, 3), 3), rng.randint(-5, 5), rng.gauss(0, 1) * 10 ** rng.randint(-9, 9)])


def an_issue(k, plain, numeric):
    name = f"issue {k}"
    kind = rng.choice(["integers", "steps", "cardinal", "ordinal"] + ([] if numeric else ["names"] * 3))
    if kind == "names":
        pool = PLAIN if plain else NAMES + PLAIN
        return make_issue(rng.sample(pool, rng.randint(2, 6)), name)
    low = rng.randint(-10, 10)
    if kind == "integers":
        return make_issue((low, low + rng.randint(1, 8)), name)
    if kind == "steps":
        step = rng.randint(2, 4)
        return make_issue((low, low + step * rng.randint(1, 4) + rng.randint(0, 1)), name, step=step)
    if kind == "cardinal":
        return make_issue(sorted(rng.sample(range(-20, 20), rng.randint(2, 5))), name)
    return make_issue([low + 0.5 + k for k in range(rng.randint(2, 4))], name)


def a_function(issue):
    """A function of one issue, and whether it is read."""
    table = TableFun({v: value() for v in issue.all})
    if not issue.is_numeric() or rng.random() < 0.3:
        return (table, True) if rng.random() < 0.9 else (ConstFun(value()), True)
    low, high = min(issue.all), max(issue.all)
    a, b, c, d = sorted(rng.uniform(low - 1, high + 1) for _ in range(4))
    pick = rng.randrange(22)
    if pick == 0:
        return rng.choice([CosFun(value()), GaussianFun(value(), 1.0), LogFun(abs(value()) + 1)] if low > 0 else [CosFun(value())]), False
    return rng.choice(
        [
            IdentityFun(),
            LinearFun(value()),
            AffineFun(value(), value()),
            QuadraticFun(value() or 1.0, value(), value()),
            PolynomialFun(tuple(rng.uniform(-1, 1) for _ in range(rng.randint(1, 4))), value()),
            TriangularFun(a, b, d, value(), value()),
            TrapezoidalFun(a, b, c, d, value(), value()),
            BiasedFun(rng.choice([IdentityFun(), AffineFun(value(), value()), table]), value()),
        ]
    ), True


def an_additive(space, name, reserved):
    functions = [a_function(issue) for issue in space.issues]
    weights = [value() for _ in space.issues]
    u = LinearAdditiveUtilityFunction([f for f, _ in functions], weights, outcome_space=space, name=name, reserved_value=reserved)
    unread = [type(f).__name__ for f, read in functions if not read]
    return u, unread[0] if unread else None


def a_utility(space, name, numeric):
    """A utility function and the class in it that is not read, if there is one."""
    reserved = -math.inf if rng.random() < 0.4 else value()
    pick = rng.randrange(40)
    of = dict(outcome_space=space, name=name, reserved_value=reserved)
    if numeric and pick < 16:
        weights = [value() for _ in space.issues]
        if pick < 8:
            return AffineUtilityFunction(weights, value(), **of), None
        return LinearUtilityFunction(weights, **of), None
    if pick == 16:
        return ConstUtilityFunction(value(), **of), None
    inner, unread = an_additive(space, name, reserved)
    if unread is None and pick in (17, 18, 19, 20):
        factor = "relative_time" if pick < 19 else "step"
        u = ExpDiscountedUFun(inner, discount=rng.uniform(0.5, 1.0), factor=factor, **of)
        return u, None if pick < 19 else "factor"
    if unread is None and pick == 21:
        return LinDiscountedUFun(inner, cost=0.1, **of), "LinDiscountedUFun"
    if unread is None and pick == 22:
        other, _ = an_additive(space, name, reserved)
        return WeightedUtilityFunction([inner, inner], [0.5, 0.5], **of), "WeightedUtilityFunction"
    if pick == 23:
        box = {0: list(space.issues[0].all)[:1]}
        return HyperRectangleUtilityFunction([box], [1.0], **of), "HyperRectangleUtilityFunction"
    if pick == 24 and len(space.issues) == 1:
        return MappingUtilityFunction({(v,): value() for v in space.issues[0].all}, **of), "MappingUtilityFunction"
    return inner, unread


def normalised(u, space):
    """The function as tables in NegMAS's normal form, unless it is constant."""
    tables = [TableFun({v: f(v) for v in i.all}) for f, i in zip(u.values, space.issues)]
    u = LinearAdditiveUtilityFunction(tables, u.weights, outcome_space=space, name=u.name, reserved_value=u.reserved_value).normalize()
    if not isinstance(u, LinearAdditiveUtilityFunction) or abs(sum(u.weights) - 1) > 1e-9:
        return None
    return u if all(abs(max(f.mapping.values()) - 1) < 1e-12 for f in u.values) else None


def sample(space):
    sizes = [issue.cardinality for issue in space.issues]
    total = math.prod(sizes)
    picks = range(total) if total <= 60 else sorted(rng.sample(range(total), 60))
    outcomes = []
    for pick in picks:
        position = []
        for size in reversed(sizes):
            pick, v = divmod(pick, size)
            position.append(v)
        outcomes.append(position[::-1])
    return outcomes


def record(u, unread, space, format, reserved):
    values = [list(issue.all) for issue in space.issues]
    outcomes = sample(space) if unread is None else []
    return dict(
        file=f"{u.name}.{format}",
        unread=unread,
        reserved=None if reserved == -math.inf else float(reserved),
        discount=u.discount if isinstance(u, ExpDiscountedUFun) else 1.0,
        outcomes=outcomes,
        # Without a session no time has passed, and nothing is discounted.
        utilities=[float(u(tuple(values[k][v] for k, v in enumerate(o)))) for o in outcomes],
    )


def main(folder):
    written = []
    for number in range(DOMAINS):
        numeric = rng.random() < 0.25
        plain = number % 3 == 0
        space = make_os([an_issue(k, plain, numeric) for k in range(rng.randint(1, 4))], name="domain")
        functions = [a_utility(space, f"party {k}", numeric) for k in range(3)]
        for format in ("yml", "json"):
            path = folder / f"{number:03}.{format}"
            # NegMAS has no way to write tuples as keys of JSON.
            kept = [(u, r) for u, r in functions if format == "yml" or r != "MappingUtilityFunction"]
            Scenario(outcome_space=space, ufuns=tuple(u for u, _ in kept)).dumpas(path, format)
            parties = [record(u, r, space, format, u.reserved_value) for u, r in kept]
            written.append(dict(folder=path.name, domain=f"domain.{format}", parties=parties))
        if not plain:
            continue
        # GENIUS takes evaluations relative to the largest of their issue and has no bias: NegMAS's normal form has neither.
        normal = [normalised(u, space) for u, _ in functions if isinstance(u, LinearAdditiveUtilityFunction)]
        normal = [u for u in normal if u is not None]
        if normal:
            path = folder / f"{number:03}.xml"
            Scenario(outcome_space=space, ufuns=tuple(normal)).dumpas(path, "xml")
            parties = []
            for u in normal:
                # A reserved value that is not finite, or better than every deal, NegMAS corrects as it writes.
                reserved, _ = correct_reserved_value(u.reserved_value, u, eps=0.0, warn=False)
                parties.append(record(u, None, space, "xml", reserved))
            written.append(dict(folder=path.name, domain="domain.xml", parties=parties))
    (folder / "worth.json").write_text(json.dumps(written))
    print(f"{len(written)} domains of NegMAS, {sum(len(d['parties']) for d in written)} utility functions")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
