//! Objects of Kubernetes, as the resources of the clusters they are applied to.
//!
//! `object` finds them in documents, `workload` reduces every kind of workload to its pod, `api_server` finds how the
//! API server is started, `roots` tells which objects are applied together, `joins` ties those that name each other
//! (`names`), select each other (`selection`) or back each other up (`backed_up`), and `gather` makes resources of
//! them. What an object must be is for the policies: they read the object as it is written, and these members that
//! rempart adds to it:
//!
//! - `pod`: the pod that a workload makes, whatever its kind;
//! - `containers`: all its containers, each with `security`, its security context over that of the pod, `registry`,
//!   the host that its image is fetched from, and `flags`, the options of its command line;
//! - `topology`: the `regions` and `zones` that the labels of nodes bind it to;
//! - `service-account`: the account that a pod acts by;
//! - `selects`: the workloads that the labels of a service, a network policy or a disruption budget select;
//! - `takes`: the volume claims that a schedule of backups takes;
//! - `name` and `namespace`, as its metadata says them;
//! - `storage-class`: of a volume claim, its class, or the one that the cluster takes by default.

mod api_server;
mod backed_up;
mod gather;
mod joins;
mod managed;
mod names;
mod object;
mod roots;
mod selection;
mod topology;
mod workload;

use joins::join;
use roots::assign;

pub(super) use gather::gather;
pub(super) use object::{Object, objects};

/// Whether an object runs or keeps something in its cluster.
fn needs_a_cluster(object: &Object) -> bool {
    workload::makes_pods(object) || object.short_kind() == "PersistentVolumeClaim"
}
