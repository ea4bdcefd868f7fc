//! The threads of a run. All stages share them: a thread that ends leaves behind the memory it
//! worked in, and one that begins asks the system for more.

use std::sync::OnceLock;

use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};

/// Stack of a thread. The budget of nested definitions is made for it; memory is only taken for what
/// is used.
const STACK_BYTES: usize = 256 << 20;

static THREADS: OnceLock<Result<ThreadPool, ThreadPoolBuildError>> = OnceLock::new();

/// One thread for each core, made at the first call.
pub(crate) fn threads() -> Result<&'static ThreadPool, &'static ThreadPoolBuildError> {
    let build = || ThreadPoolBuilder::new().stack_size(STACK_BYTES).build();
    THREADS.get_or_init(build).as_ref()
}

/// Does `work` on the threads; where there are none, on this one.
pub(crate) fn on_threads<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    match threads() {
        Ok(threads) => threads.install(work),
        Err(_) => work(),
    }
}
