//! Work that would keep the window waiting, on a thread of its own.

use std::future::Future;
use std::thread;

use futures_channel::oneshot;

/// Does `work` on a thread of its own: deriving a key, closing a file. Work on the open practice
/// goes through `Database::call` instead, which keeps its order.
///
/// None when the work panicked or no thread could be had.
pub fn aside<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> impl Future<Output = Option<T>> + Send + 'static {
    let (reply, answer) = oneshot::channel();
    let started = thread::Builder::new()
        .name("aside".to_owned())
        .spawn(move || {
            // Nobody listens any more when the asker has gone.
            let _ = reply.send(work());
        });
    async move {
        drop(started.ok()?);
        answer.await.ok()
    }
}
