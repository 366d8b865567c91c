"""The door for Python: the crate's published numbers, its bits, its errors, and the interpreter's lock."""

import math
import tempfile
import threading
import unittest

import comity


class Games(unittest.TestCase):
    def test_the_nucleolus_of_a_bankruptcy_game(self):
        # Aumann & Maschler (1985): claims of 100, 200, 300 on an estate of 200 get 50, 75, 75.
        claims = [100, 200, 300]
        game = comity.TuGame.from_function(
            3, lambda s: max(0, 200 - sum(c for i, c in enumerate(claims) if i not in s))
        )
        for got, told in zip(game.nucleolus(), [50, 75, 75]):
            self.assertAlmostEqual(got, told, places=9)

    def test_majority_has_no_core_and_alike_values(self):
        game = comity.TuGame([0, 0, 0, 1, 0, 1, 1, 1])
        self.assertEqual(game.core()["verdict"], "empty")
        self.assertEqual(sum(weight for _, weight in game.core()["balanced"]), 1.5)
        self.assertTrue(all(math.isclose(x, 1 / 3) for x in game.shapley()))
        self.assertEqual(game.structure()["value"], 1)
        self.assertEqual((game.players, game.value([0, 2])), (3, 1))

    def test_what_is_wrong_is_a_value_error_of_the_same_text(self):
        wrong = [
            (lambda: comity.TuGame([0, 1, 2]), "worths"),
            (lambda: comity.TuGame([0, math.nan]), "NaN"),
            (lambda: comity.TuGame([0, 1]).value([1]), "allowed: below 1"),
            (lambda: comity.TuGame([0, 1]).nucleolus("mean"), "known: nucleolus"),
            (lambda: comity.TuGame.from_function(21, len), "at most 20"),
        ]
        for call, words in wrong:
            with self.assertRaises(ValueError) as told:
                call()
            self.assertIn(words, str(told.exception))


class Worlds(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.study = comity.Study()

    def test_the_bundled_world(self):
        study = self.study
        self.assertEqual(len(study.nations), 11)
        self.assertIn("status_quo", study.regimes)
        today = study.evaluate()
        self.assertEqual(today["iso3"], study.nations)
        self.assertTrue(all(money == 0 for money in today["money_metric"]))
        self.assertEqual(study.provenance()["comity"], "0.1.0")

    def test_a_deal_and_whether_it_holds(self):
        deal = self.study.negotiate("JPN", seed=42)
        self.assertEqual(deal, self.study.negotiate("JPN", seed=42))
        verdict = self.study.stability(deal["signed"])
        self.assertIn("text", verdict)
        self.assertIsInstance(verdict["stable"], bool)

    def test_unknown_names_are_told(self):
        wrong = [
            (lambda: self.study.negotiate("JPM"), "JPM"),
            (lambda: self.study.evaluate("no_pact"), "known: no_pacts"),
            (lambda: self.study.evaluate([{"nome": "x"}]), "nome"),
            (lambda: comity.Study("nowhere.toml"), "nowhere.toml"),
            (lambda: comity.Study(menu="all"), "known: cooperative"),
            (lambda: comity.Simulation(self.study, trust="faith"), "faith"),
            (lambda: comity.Simulation(self.study, years=0).run(), "0"),
        ]
        for call, words in wrong:
            with self.assertRaises(ValueError) as told:
                call()
            self.assertIn(words, str(told.exception))

    def test_a_history_and_its_regimes(self):
        simulation = comity.Simulation(self.study, years=3, seed=5, trust="bayes")
        history = simulation.run()
        self.assertEqual(history, simulation.run())
        self.assertEqual(sorted(set(history["nations"]["nation"])), sorted(self.study.nations))
        regimes = simulation.regimes(runs=2)
        by_year = {}
        for year, share in zip(regimes["year"], regimes["share"]):
            by_year[year] = by_year.get(year, 0) + share
        self.assertTrue(all(math.isclose(sum_, 1) for sum_ in by_year.values()))

    def test_other_threads_run_while_it_computes(self):
        simulation, ticks, over = comity.Simulation(self.study, years=10), [], threading.Event()

        def tick():
            while not over.wait(0.001):
                ticks.append(None)

        thread = threading.Thread(target=tick)
        thread.start()
        simulation.run()
        over.set()
        thread.join()
        self.assertGreater(len(ticks), 2)


class Experiments(unittest.TestCase):
    @staticmethod
    def ishigami(draw, seed):
        x1, x2, x3 = draw["x1"], draw["x2"], draw["x3"]
        return {"y": math.sin(x1) + 7 * math.sin(x2) ** 2 + 0.1 * x3**4 * math.sin(x1)}

    def experiment(self, model=None, **settings):
        factors = {name: (-math.pi, math.pi) for name in ("x1", "x2", "x3")}
        return comity.Experiment("ishigami", factors, ["y"], model or self.ishigami, **settings)

    def test_the_indices_of_ishigami(self):
        table = self.experiment(design="saltelli", points=256).indices("y")
        total = {
            factor: (low, high)
            for index, factor, low, high in zip(table["index"], table["factor"], table["low"], table["high"])
            if index == "ST"
        }
        for factor, exact in [("x1", 0.5576), ("x2", 0.4424), ("x3", 0.2437)]:
            low, high = total[factor]
            self.assertTrue(low - 0.02 < exact < high + 0.02, (factor, low, high))

    def test_what_a_function_raises_is_a_row(self):
        def model(draw, seed):
            if draw["x1"] > 0:
                raise RuntimeError("too warm")
            return {"y": 1}

        rows = self.experiment(model, points=8).run()
        errors = [error for error in rows["error"] if error]
        self.assertEqual(len(rows["run"]), 8)
        self.assertTrue(errors and all("too warm" in error for error in errors))

    def test_shards_make_the_table_of_one_process(self):
        experiment = self.experiment(points=16, seed=3)
        with tempfile.TemporaryDirectory() as folder:
            for shard in range(3):
                experiment.write(folder, f"{shard}/3")
            self.assertEqual(comity.Experiment.collect(folder), experiment.run())

    def test_gains_over_parameters(self):
        study = comity.Study()
        experiment = comity.Experiment.gains(study, "missile_defence", {"war.defeat": (0.1, 0.5)}, "sobol", 4)
        rows = experiment.run()
        self.assertEqual((len(experiment), len(rows["JPN"])), (4, 4))
        self.assertFalse(any(rows["error"]))

    def test_wrong_designs_are_told(self):
        wrong = [
            (lambda: self.experiment(points=7), "power of 2"),
            (lambda: self.experiment(design="grid"), "known: sobol"),
            (lambda: comity.Experiment("e", {"x": "y"}, ["y"], self.ishigami), "allowed: (low, high)"),
            (lambda: self.experiment().write("nowhere", "5/4"), "5/4"),
        ]
        for call, words in wrong:
            with self.assertRaises(ValueError) as told:
                call()
            self.assertIn(words, str(told.exception))


if __name__ == "__main__":
    unittest.main()
