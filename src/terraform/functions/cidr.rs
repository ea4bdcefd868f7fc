//! Arithmetic on IP networks.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

use num_bigint::BigInt;

use super::arguments::Arguments;
use super::table::{NUMBER, STRING};
use super::{CallError, Function};
use crate::model::{ListKind, Value};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("cidrcontains", &[STRING, STRING], contains),
    Function::new("cidrhost", &[STRING, NUMBER], host),
    Function::new("cidrnetmask", &[STRING], netmask),
    Function::new("cidrsubnet", &[STRING, NUMBER, NUMBER], subnet),
    Function::new("cidrsubnets", &[STRING], subnets).variadic(NUMBER),
];

/// The most bits that `cidrsubnets` adds at once.
const MAX_NEW_BITS: i64 = 32;

/// An address of either family; the lower 32 bits hold one of IPv4.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Address {
    bits: u128,
    is_v6: bool,
}

/// A network: its first address and how many bits of it are fixed.
#[derive(Clone, Copy)]
struct Network {
    first: Address,
    prefix: u32,
}

fn host(args: &Arguments) -> Result<Value, CallError> {
    let network = Network::parse(args.text(0)?).ok_or_else(|| invalid(args, 0))?;
    let Some(number) = args.number(1)?.to_integer() else {
        return Err(CallError::of(1, "a whole number is required"));
    };
    let last = BigInt::from(network.host_mask());
    // Negative numbers count from the end.
    let offset = if number < BigInt::ZERO {
        &last + &number + 1
    } else {
        number.clone()
    };
    match u128::try_from(offset) {
        Ok(offset) if offset <= network.host_mask() => {
            // Go takes an IPv4 address within IPv6 for one of 32 bits, though it has 128.
            let offset = if network.first.is_v4_within_v6() {
                offset << 96
            } else {
                offset
            };
            args.string(network.first.plus(offset).to_string())
        }
        _ => Err(CallError::of(
            1,
            format!(
                "a prefix of {} does not accommodate a host numbered {number}",
                network.prefix
            ),
        )),
    }
}

fn netmask(args: &Arguments) -> Result<Value, CallError> {
    let network = Network::parse(args.text(0)?).ok_or_else(|| invalid(args, 0))?;
    let is_v6 = network.first.is_v6;
    if is_v6 && !network.first.is_v4_within_v6() {
        return Err(CallError::of(0, "IPv6 addresses cannot have a netmask"));
    }
    let bits = host_mask(network.first.width(), 0) & !network.host_mask();
    args.string(Address { bits, is_v6 }.to_string())
}

fn subnet(args: &Arguments) -> Result<Value, CallError> {
    let network = Network::parse(args.text(0)?).ok_or_else(|| invalid(args, 0))?;
    let new_bits = args.integer(1)?;
    let width = i64::from(network.first.width());
    let prefix = new_bits.saturating_add(i64::from(network.prefix));
    if prefix > width {
        let message = format!(
            "insufficient address space to extend a prefix of {} by {new_bits}",
            network.prefix
        );
        return Err(CallError::of(1, message));
    }
    let Some(number) = args.number(2)?.to_integer() else {
        return Err(CallError::of(2, "a whole number is required"));
    };
    // A prefix that is shortened takes any number, and so does one extended by 64 bits.
    let accommodates = !(0..64).contains(&new_bits) || number.bits() <= new_bits.unsigned_abs();
    if !accommodates {
        let message = format!(
            "a prefix extension of {new_bits} does not accommodate a subnet numbered {number}"
        );
        return Err(CallError::of(2, message));
    }
    let Ok(prefix) = u32::try_from(prefix) else {
        // What is printed of no network.
        return args.string("<nil>");
    };
    let shift = network.first.width().saturating_sub(prefix);
    // Beyond the width there is nothing left of a number, however large.
    if number.bits() > u64::from(u128::BITS) {
        return Err(CallError::of(2, "the number is too large"));
    }
    let first = network.first.with_number(&(number << shift));
    args.string(Network { first, prefix }.to_string())
}

/// Consecutive subnets, each at the next place that its size allows.
fn subnets(args: &Arguments) -> Result<Value, CallError> {
    let network = Network::parse(args.text(0)?).ok_or_else(|| invalid(args, 0))?;
    let end = network.first.bits | network.host_mask();
    // Terraform looks for the subnet after the one before, and before the first address is nothing.
    let mut next = Some(network.first.bits).filter(|first| *first > 0);
    let mut subnets = Vec::new();
    for position in 1..args.count() {
        let new_bits = args.integer(position)?;
        if new_bits < 1 {
            return Err(CallError::of(
                position,
                "the prefix must be extended by at least one bit",
            ));
        }
        if new_bits > MAX_NEW_BITS {
            return Err(CallError::of(
                position,
                format!("the prefix may not be extended by more than {MAX_NEW_BITS} bits"),
            ));
        }
        let prefix = network.prefix + u32::try_from(new_bits).unwrap_or(0);
        if prefix > network.first.width() {
            return Err(CallError::of(
                position,
                format!("a prefix of {prefix} bits is too long for the address"),
            ));
        }
        let size_mask = host_mask(network.first.width(), prefix);
        let first = next
            .and_then(|next| next.checked_add(size_mask))
            .map(|first| first & !size_mask);
        let Some(first) = first.filter(|first| *first <= end) else {
            let message = format!(
                "not enough remaining address space for a subnet with a prefix of {prefix} bits"
            );
            return Err(CallError::of(position, message));
        };
        let subnet = Network {
            first: Address {
                bits: first,
                ..network.first
            },
            prefix,
        };
        next = (first | size_mask).checked_add(1);
        subnets.push(args.string(subnet.to_string())?);
    }
    args.list(ListKind::List, subnets)
}

fn contains(args: &Arguments) -> Result<Value, CallError> {
    let network = Network::parse(args.text(0)?).ok_or_else(|| invalid(args, 0))?;
    let text = args.text(1)?;
    let (first, last) = match (Address::parse(text), Network::parse(text)) {
        (Some(address), _) => (address, address),
        (None, Some(inner)) => (inner.first, inner.first.plus(inner.host_mask())),
        (None, None) => {
            return Err(CallError::of(
                1,
                format!("\"{text}\" is neither an IP address nor a prefix"),
            ));
        }
    };
    if first.is_v6 != network.first.is_v6 {
        return Err(CallError::of(
            1,
            "one argument is of IPv4, the other of IPv6",
        ));
    }
    let is_inside = |address: Address| address.bits & !network.host_mask() == network.first.bits;
    args.bool(is_inside(first) && is_inside(last))
}

fn invalid(args: &Arguments, position: usize) -> CallError {
    let text = args.text(position).unwrap_or_default();
    CallError::of(
        position,
        format!(
            "invalid CIDR expression: \"{text}\" is not an address, a slash and a prefix length"
        ),
    )
}

fn host_mask(width: u32, prefix: u32) -> u128 {
    1_u128
        .checked_shl(width.saturating_sub(prefix))
        .map_or(u128::MAX, |size| size - 1)
}

impl Network {
    /// The bits of the address beyond the prefix are cleared.
    fn parse(text: &str) -> Option<Self> {
        let (address, prefix) = text.split_once('/')?;
        let address = Address::parse(address)?;
        if prefix.is_empty()
            || prefix.len() > 3
            || !prefix.bytes().all(|byte| byte.is_ascii_digit())
        {
            return None;
        }
        let prefix = prefix
            .parse()
            .ok()
            .filter(|prefix| *prefix <= address.width())?;
        let first = Address {
            bits: address.bits & !host_mask(address.width(), prefix),
            ..address
        };
        Some(Network { first, prefix })
    }

    fn host_mask(&self) -> u128 {
        host_mask(self.first.width(), self.prefix)
    }
}

impl Address {
    /// Terraform accepts leading zeros in IPv4 addresses and reads them as decimal.
    fn parse(text: &str) -> Option<Self> {
        if text.contains(':') {
            return text.parse::<Ipv6Addr>().ok().map(|address| Address {
                bits: address.to_bits(),
                is_v6: true,
            });
        }
        let mut bits = 0;
        let mut count = 0;
        for part in text.split('.') {
            if part.is_empty() || !part.bytes().all(|byte| byte.is_ascii_digit()) {
                return None;
            }
            bits = bits << 8 | u128::from(part.parse::<u8>().ok()?);
            count += 1;
        }
        (count == 4).then_some(Address { bits, is_v6: false })
    }

    fn width(self) -> u32 {
        if self.is_v6 { 128 } else { 32 }
    }

    fn plus(self, offset: u128) -> Self {
        Address {
            bits: self.bits | offset,
            ..self
        }
    }

    /// The address with the bits of a number, which may be negative and is then taken as Go takes it: the
    /// two's complement of both together, without its sign.
    fn with_number(self, number: &BigInt) -> Self {
        let both = BigInt::from(self.bits) | number;
        let mask = BigInt::from(host_mask(self.width(), 0));
        let magnitude = BigInt::from(both.magnitude().clone()) & mask;
        Address {
            bits: u128::try_from(magnitude).unwrap_or(0),
            ..self
        }
    }

    /// Whether it is an address of IPv4 written in IPv6, which is printed as one of IPv4.
    fn is_v4_within_v6(self) -> bool {
        self.is_v6 && Ipv6Addr::from_bits(self.bits).to_ipv4_mapped().is_some()
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_v6 && !self.is_v4_within_v6() {
            Ipv6Addr::from_bits(self.bits).fmt(f)
        } else {
            let low = u32::try_from(self.bits & u128::from(u32::MAX)).unwrap_or(u32::MAX);
            Ipv4Addr::from_bits(low).fmt(f)
        }
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let outside = if self.first.is_v4_within_v6() { 96 } else { 0 };
        write!(f, "{}/{}", self.first, self.prefix.saturating_sub(outside))
    }
}
