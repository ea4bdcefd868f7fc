//! Numbers, as OpenTofu prints and computes them.

use super::{ArithmeticError, Number};

fn number(text: &str) -> Number {
    Number::parse(text).unwrap()
}

#[test]
fn equal_values_have_one_form() {
    for (a, b) in [
        ("1", "1.0"),
        ("1000", "1e3"),
        ("0.50", "0.5"),
        ("-0", "0"),
        ("+5", "5"),
        (".5", "0.5"),
    ] {
        assert_eq!(Number::parse(a), Number::parse(b), "{a} and {b}");
    }
}

#[test]
fn prints_without_exponent() {
    assert_eq!(number("1e21").to_string(), "1000000000000000000000");
    assert_eq!(number("0.1").to_string(), "0.1");
    assert_eq!(number("-1.5e-7").to_string(), "-0.00000015");
}

#[test]
fn refuses_exponents_that_would_not_fit_in_memory() {
    assert_eq!(Number::parse("1e99999999"), None);
    assert_eq!(Number::parse("1e-99999"), None);
    let large = number("1e9000");
    let larger = large.multiply(&large).unwrap();
    assert_eq!(larger.multiply(&larger), Err(ArithmeticError::OutOfBounds));
}

#[test]
fn refuses_what_is_not_a_number() {
    for text in [
        "", "-", ".", "e5", "1e", "0x10", "1_000", " 1", "1 ", "inf", "nan", "--1", "1.2.3",
    ] {
        assert_eq!(Number::parse(text), None, "{text}");
    }
}

/// Printed by OpenTofu 1.12 for the same expressions.
#[test]
fn divides_and_rounds_as_terraform() {
    let third = number("10").divide(&number("3")).unwrap();
    assert_eq!(
        third.to_string(),
        "3.3333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333332"
    );
    assert_eq!(
        number("0.1").add(&number("0.2")).unwrap().to_string(),
        "0.3"
    );
    assert_eq!(number("-7").remainder(&number("3")), Ok(number("-1")));
    assert_eq!(number("7.5").remainder(&number("2")), Ok(number("1.5")));
}

#[test]
fn floors_and_ceils_towards_the_right_side() {
    for (value, floor, ceil) in [
        ("1.5", "1", "2"),
        ("-1.5", "-2", "-1"),
        ("2", "2", "2"),
        ("-0.1", "-1", "0"),
    ] {
        assert_eq!(number(value).floor(), number(floor), "floor of {value}");
        assert_eq!(number(value).ceil(), number(ceil), "ceil of {value}");
    }
}

#[test]
fn keeps_the_extremes_of_small_integers() {
    let least = Number::from(i64::MIN);
    assert_eq!(least.negate().to_string(), "9223372036854775808");
    assert_eq!(least.negate().negate(), least);
    assert_eq!(
        least.divide(&Number::from(-1_i64)).unwrap().to_string(),
        "9223372036854775808"
    );
}

#[test]
fn fixes_decimals_half_to_even() {
    for (value, decimals, text) in [
        ("2.5", 0, "2"),
        ("3.5", 0, "4"),
        ("0.125", 2, "0.12"),
        ("1.999", 2, "2.00"),
        ("-0.05", 3, "-0.050"),
        ("0", 2, "0.00"),
    ] {
        assert_eq!(
            number(value).to_fixed(decimals),
            text,
            "{value} to {decimals}"
        );
    }
}

/// Printed by OpenTofu 1.12 for the same expressions.
#[test]
fn knows_infinities_and_the_sign_of_zero() {
    let (zero, one) = (number("0"), number("1"));
    let infinity = one.divide(&zero).unwrap();
    assert_eq!(infinity.to_string(), "+Inf");
    assert_eq!(infinity.negate().to_string(), "-Inf");
    assert_eq!(one.divide(&infinity.negate()).unwrap().to_string(), "-0");
    assert_eq!(one.divide(&zero.negate()), Ok(infinity.negate()));
    assert_eq!(zero.multiply(&number("-1")).unwrap().to_string(), "-0");
    assert_eq!(zero.negate().add(&zero).unwrap().to_string(), "0");
    assert_eq!(zero.negate().subtract(&zero).unwrap().to_string(), "-0");
    assert_eq!(zero.negate(), zero);
    for undefined in [
        zero.divide(&zero),
        infinity.divide(&infinity),
        infinity.subtract(&infinity),
        infinity.multiply(&zero),
        number("5").remainder(&infinity),
        infinity.remainder(&one),
    ] {
        assert_eq!(undefined, Err(ArithmeticError::Undefined));
    }
    assert!(infinity > number("1e9000"));
    assert!(infinity.negate() < number("-1e9000"));
    assert_eq!(number("-0.5").ceil().to_string(), "0");
    assert_eq!(number("1e999999999"), infinity);
    assert_eq!(number("-1e99999999999"), infinity.negate());
    assert_eq!(number("1e-999999999"), zero);
}
