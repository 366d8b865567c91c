//! A connected trading world at given wages: shares, net trade, and how far the markets are from clearing.

use crate::mechanism::elimination::Elimination;
use crate::mechanism::real::{Real, add_scaled, chain, dot};
use nalgebra::DMatrix;

/// Base figures of each economy.
#[derive(Clone, Debug)]
pub(super) struct Base<R> {
    /// `Y`: sales.
    pub income: Vec<R>,
    /// Spending over income, minus one: from the flows abroad alone, so that domestic sales do not cancel.
    pub deficit: Vec<R>,
    /// Imports and exports over income.
    pub turnover: Vec<f64>,
}

impl<R: Real> Base<R> {
    pub fn of(flows: &DMatrix<f64>) -> Self {
        let n = flows.nrows();
        let (mut exports, mut imports) = (vec![R::from(0.0); n], vec![R::from(0.0); n]);
        for j in 0..n {
            for i in (0..n).filter(|&i| i != j) {
                let x = R::from(flows[(i, j)]);
                exports[i] += x;
                imports[j] += x;
            }
        }
        let income: Vec<R> = (0..n).map(|i| R::from(flows[(i, i)]) + exports[i]).collect();
        let abroad = || exports.iter().zip(&imports).zip(&income);
        Base {
            deficit: abroad().map(|((&x, &m), &y)| (m - x) / y).collect(),
            turnover: abroad().map(|((&x, &m), &y)| ((m + x) / y).value()).collect(),
            income,
        }
    }

    fn part(&self, members: &[usize]) -> Self {
        Base {
            income: members.iter().map(|&i| self.income[i]).collect(),
            deficit: members.iter().map(|&i| self.deficit[i]).collect(),
            turnover: members.iter().map(|&i| self.turnover[i]).collect(),
        }
    }
}

/// Flows at given prices, and the log wages at which they are measured.
#[derive(Clone)]
struct Pull<R> {
    /// Column by column (importer by importer), zero on the diagonal.
    abroad: Vec<R>,
    home: Vec<R>,
    log_wage: Vec<R>,
}

/// Economies that trade with each other.
pub(super) struct Market<R> {
    elasticity: R,
    base: Base<R>,
    /// Spending over income, minus one, before all are scaled alike.
    deficit: Vec<R>,
    /// Base flows times ease, at base wages.
    pull: Pull<R>,
    /// The same at other wages, each column scaled to a largest entry of 1, where powers of wages leave the range of
    /// numbers.
    moved: Option<Pull<R>>,
}

/// Powers of wages up to `e^300` are taken as they are.
const LARGEST_EXPONENT: f64 = 300.0;

/// A market at given wages. Every list is by economy.
#[derive(Clone)]
pub(super) struct Point<R> {
    /// `ln ŵ`, some economy's being zero.
    pub log_wage: Vec<R>,
    /// `ŵ^{−ε}`.
    weight: Vec<R>,
    /// `y`: income.
    pub income: Vec<R>,
    /// Purchases of an importer abroad, and altogether, in the unit of its column.
    foreign: Vec<R>,
    total: Vec<R>,
    /// Spending over `total`.
    price: Vec<R>,
    exports: Vec<R>,
    imports: Vec<R>,
    /// `μ − 1`.
    excess: R,
    /// `ln (demand / (μ y)) / (1 + ε)`: what is left of the equations.
    pub gap: Vec<R>,
    /// Greatest gap less the least.
    pub spread: f64,
}

impl<R: Real> Market<R> {
    /// The market of these members of a world, with deficits as at the base.
    pub fn new(
        flows: &DMatrix<f64>,
        ease: &DMatrix<f64>,
        base: &Base<R>,
        elasticity: f64,
        members: &[usize],
    ) -> Self {
        let n = members.len();
        let mut abroad = Vec::with_capacity(n * n);
        for &j in members {
            abroad.extend(members.iter().map(|&i| R::from(flows[(i, j)]) * R::from(ease[(i, j)])));
        }
        let home = (0..n).map(|i| std::mem::replace(&mut abroad[i * n + i], R::from(0.0))).collect();
        let pull = Pull { abroad, home, log_wage: vec![R::from(0.0); n] };
        let base = base.part(members);
        Market { elasticity: elasticity.into(), deficit: base.deficit.clone(), base, pull, moved: None }
    }

    /// The same, where everybody spends what it earns.
    pub fn balanced(mut self) -> Self {
        self.deficit.fill(R::from(0.0));
        self
    }

    pub fn len(&self) -> usize {
        self.base.income.len()
    }

    fn pull(&self) -> &Pull<R> {
        self.moved.as_ref().unwrap_or(&self.pull)
    }

    /// The market at these log wages.
    pub fn at(&mut self, log_wage: Vec<R>) -> Point<R> {
        let n = self.len();
        let zero = R::from(0.0);
        let mut point = Point {
            log_wage,
            weight: vec![zero; n],
            income: vec![zero; n],
            foreign: vec![zero; n],
            total: vec![zero; n],
            price: vec![zero; n],
            exports: vec![zero; n],
            imports: vec![zero; n],
            excess: zero,
            gap: vec![zero; n],
            spread: 0.0,
        };
        self.update(&mut point);
        point
    }

    /// The point that its log wages make.
    pub fn update(&mut self, point: &mut Point<R>) {
        let n = self.len();
        let (one, elasticity) = (R::from(1.0), self.elasticity);
        let far = |from: &Pull<R>| {
            let moves = point.log_wage.iter().zip(&from.log_wage).map(|(&z, &z0)| (z - z0).value().abs());
            elasticity.value() * moves.fold(0.0, f64::max) > LARGEST_EXPONENT
        };
        if far(self.pull()) {
            self.moved = far(&self.pull).then(|| self.moved_to(&point.log_wage));
        }
        let pull = self.moved.as_ref().unwrap_or(&self.pull);
        let (mut spent, mut earned) = (R::from(0.0), R::from(0.0));
        for i in 0..n {
            let log_wage = point.log_wage[i];
            point.weight[i] = (elasticity * (pull.log_wage[i] - log_wage)).exp();
            let income = self.base.income[i] * log_wage.exp();
            point.income[i] = income;
            spent += self.deficit[i] * income;
            earned += income;
        }
        point.excess = spent / earned;
        point.exports.fill(R::from(0.0));
        for (j, column) in pull.abroad.chunks_exact(n).enumerate() {
            let foreign = dot(column, &point.weight);
            let total = foreign + pull.home[j] * point.weight[j];
            let spending = (one + self.deficit[j]) * point.income[j];
            let price = spending / total;
            point.foreign[j] = foreign;
            point.total[j] = total;
            point.price[j] = price;
            point.imports[j] = foreign * price;
            add_scaled(&mut point.exports, price, column);
        }
        let mu = one + point.excess;
        let (mut least, mut greatest) = (f64::INFINITY, f64::NEG_INFINITY);
        for i in 0..n {
            let exports = point.exports[i] * point.weight[i];
            point.exports[i] = exports;
            let due = (self.deficit[i] - point.excess) * point.income[i];
            let net = exports - point.imports[i] + due;
            let gap = (net / (mu * point.income[i])).ln_1p() / (one + elasticity);
            point.gap[i] = gap;
            least = least.min(gap.value());
            greatest = greatest.max(gap.value());
        }
        let finite = point.gap.iter().all(|g| g.value().is_finite());
        point.spread = if finite { greatest - least } else { f64::INFINITY };
    }

    /// Flows at these wages, by logarithms.
    fn moved_to(&self, log_wage: &[R]) -> Pull<R> {
        let n = self.len();
        let mut to = Pull { log_wage: log_wage.to_vec(), ..self.pull.clone() };
        for (j, column) in to.abroad.chunks_exact_mut(n).enumerate() {
            column[j] = self.pull.home[j];
            let logs = column.iter().zip(log_wage);
            let logs: Vec<Option<R>> =
                logs.map(|(&x, &z)| (x.value() > 0.0).then(|| x.ln() - self.elasticity * z)).collect();
            let top = logs.iter().flatten().copied().reduce(|a, b| if b.value() > a.value() { b } else { a });
            for (x, log) in column.iter_mut().zip(logs) {
                *x = log.zip(top).map_or(R::from(0.0), |(log, top)| (log - top).exp());
            }
            to.home[j] = std::mem::replace(&mut column[j], R::from(0.0));
        }
        to
    }

    /// Shares of spending, column by column.
    pub fn shares(&self, point: &Point<R>) -> Vec<R> {
        self.sales(point, |j| R::from(1.0) / point.total[j])
    }

    /// Flows times a factor of each importer, column by column.
    fn sales(&self, point: &Point<R>, factor: impl Fn(usize) -> R) -> Vec<R> {
        let n = self.len();
        let pull = self.pull();
        let mut sales = Vec::with_capacity(n * n);
        for (j, column) in pull.abroad.chunks_exact(n).enumerate() {
            let factor = factor(j);
            sales.extend(column.iter().zip(&point.weight).map(|(&x, &w)| x * w * factor));
            sales[j * n + j] = pull.home[j] * point.weight[j] * factor;
        }
        sales
    }

    /// Flows at wages whose world income is that of the base, column by column.
    pub fn flows(&self, point: &Point<R>, numeraire: R) -> Vec<R> {
        let scale = R::from(1.0) / ((R::from(1.0) + point.excess) * numeraire);
        self.sales(point, |j| point.price[j] * scale)
    }

    /// World income over that of the base.
    pub fn numeraire(&self, point: &Point<R>) -> R {
        let sum = |incomes: &[R]| incomes.iter().fold(R::from(0.0), |sum, &y| sum + y);
        sum(&point.income) / sum(&self.base.income)
    }

    /// `ln Ŵ`: the wage over the price index.
    pub fn log_real_income(&self, point: &Point<R>, j: usize) -> R {
        let own = self.pull().home[j] * point.weight[j];
        let before = (R::from(1.0) + self.base.deficit[j]) * self.base.income[j];
        (point.total[j] / own * (self.pull.home[j] / before)).ln() / self.elasticity
    }

    /// `d ln T_i / d ln y_k` for $T_i(y)=y_i(\mathrm{demand}_i/y_i)^{1/(1+\varepsilon)}$, factored. All entries are sums of
    /// positive terms; the stationary distribution at an equilibrium is that of incomes.
    pub fn eliminate(&self, point: &Point<R>) -> Option<Elimination<R>> {
        let n = self.len();
        let shares = self.shares(point);
        let scale = R::from(1.0) + self.elasticity;
        let mut rates = vec![R::from(0.0); n * n];
        let mut demand = vec![R::from(0.0); n];
        for (j, column) in shares.chunks_exact(n).enumerate() {
            let spending = point.price[j] * point.total[j];
            let sold: Vec<R> = column.iter().map(|&share| share * spending).collect();
            for (rates, &share) in rates.chunks_exact_mut(n).zip(column) {
                if share.value() > 0.0 {
                    add_scaled(rates, self.elasticity * share, &sold);
                }
            }
            add_scaled(&mut rates[j * n..(j + 1) * n], R::from(1.0), &sold);
            demand.iter_mut().zip(sold).for_each(|(demand, sold)| *demand += sold);
        }
        let scales: Vec<R> = demand.into_iter().map(|demand| R::from(1.0) / (demand * scale)).collect();
        for column in rates.chunks_exact_mut(n) {
            column.iter_mut().zip(&scales).for_each(|(rate, &scale)| *rate = *rate * scale);
        }
        let weight: Vec<f64> = point.income.iter().map(|y| y.value()).collect();
        Elimination::new(&rates, &weight)
    }

    /// $((I-P)x)_i$ at each economy, without the matrix.
    pub fn pressure(&self, point: &Point<R>, x: &[R]) -> Vec<R> {
        let n = self.len();
        let (pull, elasticity) = (self.pull(), self.elasticity);
        let weighted: Vec<R> = x.iter().zip(&point.weight).map(|(&x, &w)| x * w).collect();
        let mut sold_to = vec![R::from(0.0); n];
        let mut at_home = vec![R::from(0.0); n];
        for (j, column) in pull.abroad.chunks_exact(n).enumerate() {
            let foreign = dot(column, &weighted);
            let mean = (foreign + pull.home[j] * weighted[j]) / point.total[j];
            add_scaled(&mut sold_to, point.price[j] * (x[j] + elasticity * mean), column);
            let own = pull.home[j] * point.weight[j] * point.price[j];
            at_home[j] = own * (x[j] * point.foreign[j] - foreign) / point.total[j];
        }
        let scale = R::from(1.0) + elasticity;
        (0..n)
            .map(|i| {
                let demand = point.exports[i] + pull.home[i] * point.weight[i] * point.price[i];
                let abroad = scale * point.exports[i] * x[i] - point.weight[i] * sold_to[i];
                (abroad + elasticity * at_home[i]) / (demand * scale)
            })
            .collect()
    }

    /// Largest change of `ln Ŵ` by moves `dz` of log wages.
    pub fn effect(&self, point: &Point<R>, moves: &[R]) -> f64 {
        let weighted: Vec<R> = moves.iter().zip(&point.weight).map(|(&x, &w)| x * w).collect();
        let columns = self.pull().abroad.chunks_exact(self.len()).enumerate();
        let effects = columns.map(|(j, column)| {
            ((dot(column, &weighted) - point.foreign[j] * moves[j]) / point.total[j]).value().abs()
        });
        effects.fold(0.0, f64::max)
    }

    /// Largest change of each `ln Ŵ` by moves of log wages of at most these sizes.
    pub fn reach(&self, point: &Point<R>, sizes: &[f64]) -> Vec<f64> {
        let weighted: Vec<R> = sizes.iter().zip(&point.weight).map(|(&x, &w)| w * x.into()).collect();
        let columns = self.pull().abroad.chunks_exact(self.len()).enumerate();
        columns
            .map(|(j, column)| {
                let total = point.total[j].value();
                (dot(column, &weighted).value() + point.foreign[j].value() * sizes[j]) / total
            })
            .collect()
    }

    /// Bound on the rounding of each gap.
    pub fn noise(&self, point: &Point<R>) -> Vec<f64> {
        let rounding = self.rounding(point);
        let turnover = &self.base.turnover;
        let incomes = || point.income.iter().map(|y| y.value());
        let mean = turnover.iter().zip(incomes()).map(|(t, y)| t * y).sum::<f64>() / incomes().sum::<f64>();
        let mu = 1.0 + point.excess.value();
        (0..self.len())
            .map(|i| {
                let y = point.income[i].value();
                let abroad = (point.exports[i] + point.imports[i]).value();
                let gross = abroad / y + turnover[i] + mean;
                rounding * gross / (mu * (1.0 + self.elasticity.value()))
            })
            .collect()
    }

    /// Bound on the rounding of each `ln Ŵ` once wages are given.
    pub fn noise_of_real_income(&self, point: &Point<R>) -> Vec<f64> {
        let (n, rounding) = (self.len(), self.rounding(point));
        let of = |j: usize| {
            let imported = (point.foreign[j] / point.total[j]).value();
            let base = R::ROUNDING * (n as f64 * self.base.turnover[j] + 10.0);
            (rounding * imported + base) / self.elasticity.value()
        };
        (0..n).map(of).collect()
    }

    /// Bound on the relative rounding of a flow: sums, powers of wages, logarithms where the flows were moved.
    fn rounding(&self, point: &Point<R>) -> f64 {
        let farthest = point.log_wage.iter().map(|z| z.value().abs()).fold(0.0, f64::max);
        let exponents = (4.0 * self.elasticity.value() + 2.0) * farthest;
        let moved = if self.moved.is_some() { 2_000.0 + exponents } else { 0.0 };
        R::ROUNDING * (4.0 * chain(self.len()) + 20.0 + exponents + moved)
    }
}
