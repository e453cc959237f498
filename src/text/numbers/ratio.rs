//! Exact values: a fraction of two whole numbers, written out once at the end.
//!
//! "A third of a million" and "3.5 million" are summed and scaled without rounding. Every operation
//! is checked; one that would overflow 128 bits returns `None` and the caller leaves the words apart.

/// A value that is not negative, in lowest terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ratio {
    over: u128,
    under: u128,
}

impl Ratio {
    /// `over / under`; nothing is divided by zero.
    pub fn new(over: u128, under: u128) -> Option<Ratio> {
        let divisor = common_divisor(over, under);
        Some(Ratio { over: over.checked_div(divisor)?, under: under.checked_div(divisor)? })
            .filter(|r| r.under > 0)
    }

    /// A whole number.
    pub fn whole(value: u32) -> Ratio {
        Ratio { over: u128::from(value), under: 1 }
    }

    /// The value of plain decimal digits with at most one `.`.
    pub fn parse(digits: &str) -> Option<Ratio> {
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let scale = power_of_ten(u32::try_from(part.len()).ok()?)?;
        let whole: u128 = whole.parse().ok()?;
        let part: u128 = if part.is_empty() { 0 } else { part.parse().ok()? };
        Ratio::new(whole.checked_mul(scale)?.checked_add(part)?, scale)
    }

    /// The sum.
    pub fn plus(self, other: Ratio) -> Option<Ratio> {
        let left = self.over.checked_mul(other.under)?;
        let right = other.over.checked_mul(self.under)?;
        Ratio::new(left.checked_add(right)?, self.under.checked_mul(other.under)?)
    }

    /// The product.
    pub fn times(self, other: Ratio) -> Option<Ratio> {
        Ratio::new(self.over.checked_mul(other.over)?, self.under.checked_mul(other.under)?)
    }

    /// Ten to the `zeros` times as much.
    pub fn shifted(self, zeros: u32) -> Option<Ratio> {
        self.times(Ratio::new(power_of_ten(zeros)?, 1)?)
    }

    /// Whether nothing stands after the point.
    pub fn is_whole(self) -> bool {
        self.under == 1
    }

    /// Whether it is less than ten to the `zeros`.
    pub fn below(self, zeros: u32) -> bool {
        power_of_ten(zeros).is_some_and(|bound| self.over / self.under.max(1) < bound)
    }

    /// Plain decimal digits where a decimal writes the value exactly (`0.75`), else `p/q` (`2/3`).
    pub fn canonical(self) -> String {
        let exact = self.exact_places().and_then(|places| {
            let scaled = self.over.checked_mul(power_of_ten(places)?)?.checked_div(self.under)?;
            Some((places as usize, scaled))
        });
        let Some((places, scaled)) = exact else {
            return format!("{}/{}", self.over, self.under);
        };
        let digits = format!("{scaled:0>width$}", width = places + 1);
        let (whole, part) = digits.split_at(digits.len() - places);
        if part.is_empty() { whole.to_string() } else { format!("{whole}.{part}") }
    }

    /// How many places after the point write it exactly: the denominator has to divide a power of ten.
    fn exact_places(self) -> Option<u32> {
        let twos = self.under.trailing_zeros();
        let mut rest = self.under.checked_shr(twos)?;
        let mut fives = 0;
        while rest > 1 && rest % 5 == 0 {
            rest /= 5;
            fives += 1;
        }
        (rest == 1).then_some(twos.max(fives))
    }
}

fn power_of_ten(zeros: u32) -> Option<u128> {
    10u128.checked_pow(zeros)
}

fn common_divisor(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_once() {
        for (over, under, text) in [
            (3, 4, "0.75"),
            (1, 3, "1/3"),
            (4, 6, "2/3"),
            (1_000_000, 3, "1000000/3"),
            (7, 2, "3.5"),
            (10, 5, "2"),
            (7, 1, "7"),
            (1, 16, "0.0625"),
            (0, 5, "0"),
        ] {
            assert_eq!(Ratio::new(over, under).map(Ratio::canonical).as_deref(), Some(text));
        }
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        assert_eq!(Ratio::parse(&"9".repeat(60)), None);
        assert_eq!(Ratio::new(1, 0), None);
        assert_eq!(Ratio::whole(7).shifted(60), None);
        assert!(Ratio::parse("2.50").is_some_and(|r| r.canonical() == "2.5"));
    }
}
