//! Arithmetic on IP networks.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;

use super::arguments::{integer, of_map, of_number, of_text, text};
use super::{Function, Outcome, Refusal};
use crate::model::{Map, Value};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("cidrHost", 2, 2, cidr_host),
    Function::new("cidrSubnet", 3, 3, cidr_subnet),
    Function::new("parseCidr", 1, 1, parse_cidr),
];

fn network(arguments: &[Value]) -> Result<IpNet, Refusal> {
    text(arguments, 0)?
        .parse::<IpNet>()
        .map(|network| network.trunc())
        .map_err(|_| Refusal::wrong("argument 1 should be a network such as 192.0.2.0/24"))
}

fn bits(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u128::from(u32::from(address)),
        IpAddr::V6(address) => u128::from(address),
    }
}

/// The address of these bits in the family of `network`; none beyond it.
fn address(network: &IpNet, bits: u128) -> Option<IpAddr> {
    match network {
        IpNet::V4(_) => Some(IpAddr::V4(Ipv4Addr::from(u32::try_from(bits).ok()?))),
        IpNet::V6(_) => Some(IpAddr::V6(Ipv6Addr::from(bits))),
    }
}

/// The first and the last address that a host may have: IPv4 keeps the ends of a network for itself.
fn usable(network: &IpNet) -> (u128, u128) {
    let (first, last) = (bits(network.network()), bits(network.broadcast()));
    let is_reserved = matches!(network, IpNet::V4(_)) && last - first > 1;
    if is_reserved {
        (first + 1, last - 1)
    } else {
        (first, last)
    }
}

fn parse_cidr(arguments: &[Value]) -> Outcome {
    let network = network(arguments)?;
    let (first, last) = usable(&network);
    let mut members = Map::default();
    let mut insert = |key: &str, value: Option<IpAddr>| {
        if let Some(value) = value {
            members.insert(key.into(), of_text(value.to_string()));
        }
    };
    insert("network", Some(network.network()));
    insert("netmask", Some(network.netmask()));
    if matches!(network, IpNet::V4(_)) {
        insert("broadcast", Some(network.broadcast()));
    }
    insert("firstUsable", address(&network, first));
    insert("lastUsable", address(&network, last));
    members.insert("cidr".into(), of_number(i64::from(network.prefix_len())));
    Ok(of_map(members))
}

fn cidr_subnet(arguments: &[Value]) -> Outcome {
    let network = network(arguments)?;
    let (prefix, index) = (integer(arguments, 1)?, integer(arguments, 2)?);
    let found = u8::try_from(prefix).ok().zip(u128::try_from(index).ok());
    let found = found.and_then(|(prefix, index)| {
        let added = prefix.checked_sub(network.prefix_len())?;
        let host_bits = network.max_prefix_len().checked_sub(prefix)?;
        // How many there are; of all 128 bits there are more than a number can say.
        let fits = 1_u128
            .checked_shl(u32::from(added))
            .is_none_or(|count| index < count);
        let offset = index.checked_shl(u32::from(host_bits)).unwrap_or_default();
        let first = address(&network, bits(network.network()).checked_add(offset)?)?;
        fits.then(|| format!("{first}/{prefix}"))
    });
    match found {
        Some(text) => Ok(of_text(text)),
        None => Err(Refusal::wrong(format!(
            "{network} has no subnet {index} of prefix {prefix}"
        ))),
    }
}

/// The usable address at a place counted from 0. Of IPv6 networks too the first address is passed over.
fn cidr_host(arguments: &[Value]) -> Outcome {
    let network = network(arguments)?;
    let index = integer(arguments, 1)?;
    let (first, last) = match network {
        IpNet::V4(_) => usable(&network),
        IpNet::V6(_) => (
            bits(network.network()).saturating_add(1),
            bits(network.broadcast()),
        ),
    };
    let found = u128::try_from(index)
        .ok()
        .and_then(|index| first.checked_add(index))
        .filter(|bits| *bits <= last)
        .and_then(|bits| address(&network, bits));
    match found {
        Some(address) => Ok(of_text(address.to_string())),
        None => Err(Refusal::wrong(format!("{network} has no host {index}"))),
    }
}
