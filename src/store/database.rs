//! The practice file behind one worker thread that owns its connection.
//!
//! Jobs run in the order in which they were sent, one at a time, so the program never waits for
//! itself; whoever sends one awaits the reply without blocking.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::mpsc;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use futures_channel::oneshot;
use rusqlite::Connection;

use crate::store::connection::{self, Opened};
use crate::store::error::Error;
use crate::store::passphrase::Passphrase;

type Job = Box<dyn FnOnce(&mut Connection) + Send>;

/// Ends with how closing went.
type Worker = JoinHandle<Result<(), Error>>;

enum Message {
    Job(Job),
    Close,
}

/// A handle on the open practice file. Clones share it; dropping the last one tidies and closes
/// the file, [`Database::close`] does it and says how it went.
#[derive(Debug, Clone)]
pub struct Database {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    messages: mpsc::Sender<Message>,
    worker: Mutex<Option<Worker>>,
}

impl Shared {
    fn close(&self) -> Result<(), Error> {
        // The worker has ended already when the message finds nobody.
        let _ = self.messages.send(Message::Close);
        let worker = self
            .worker
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        match worker {
            // A job that holds the last handle cannot wait for itself.
            Some(worker) if worker.thread().id() == thread::current().id() => Ok(()),
            Some(worker) => worker.join().map_err(|_| Error::Worker)?,
            None => Ok(()),
        }
    }
}

/// A process that ends while the worker still closes the file would pull the ciphers away from
/// under it, so the last handle waits.
impl Drop for Shared {
    fn drop(&mut self) {
        // Whoever wants to know how it went calls `Database::close`.
        let _ = self.close();
    }
}

impl Database {
    /// Opens a practice file and brings its layout up to date. Deriving the key takes a moment.
    ///
    /// # Errors
    /// See [`connection::open`].
    pub fn open(path: &Path, passphrase: &Passphrase) -> Result<Self, Error> {
        Self::start(connection::open(path, passphrase)?)
    }

    /// Makes an empty practice file and opens it; never overwrites one.
    ///
    /// # Errors
    /// See [`connection::create`].
    pub fn create(path: &Path, passphrase: &Passphrase) -> Result<Self, Error> {
        Self::start(connection::create(path, passphrase)?)
    }

    /// An empty practice that lives only in memory.
    ///
    /// # Errors
    /// None but a fault of the program.
    pub fn in_memory() -> Result<Self, Error> {
        Self::start(connection::in_memory()?)
    }

    /// Does `work` on the worker thread. The job is sent at once, not when the future is first
    /// polled, so the order of calls is the order of work.
    ///
    /// # Errors
    /// What `work` says; [`Error::Worker`] when it panicked (what it had begun is undone);
    /// [`Error::Closed`] after [`Database::close`].
    pub fn call<T, E, W>(&self, work: W) -> impl Future<Output = Result<T, E>> + Send + use<T, E, W>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        W: FnOnce(&mut Connection) -> Result<T, E> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let sent = self.send(move |connection| {
            // Nobody listens any more when the asker has gone; the work stands all the same.
            let _ = reply.send(work(connection));
        });
        async move {
            sent?;
            answer.await.map_err(|_| Error::Worker)?
        }
    }

    /// As [`Database::call`], for a caller that has nothing else to do: the command line.
    ///
    /// # Errors
    /// As [`Database::call`].
    pub fn call_blocking<T, E, W>(&self, work: W) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        W: FnOnce(&mut Connection) -> Result<T, E> + Send + 'static,
    {
        let (reply, answer) = mpsc::sync_channel(1);
        self.send(move |connection| {
            let _ = reply.send(work(connection));
        })?;
        answer.recv().map_err(|_| Error::Worker)?
    }

    /// Finishes the jobs already sent, writes the log back into the file, closes it and frees its
    /// lock. Other handles get [`Error::Closed`] from then on.
    ///
    /// # Errors
    /// [`Error::Untidy`] when the disk did not take what was left to write. What was saved before
    /// stays saved: it is in the log and is read from there at the next opening.
    pub fn close(self) -> Result<(), Error> {
        self.shared.close()
    }

    fn start(opened: Opened) -> Result<Self, Error> {
        let (messages, inbox) = mpsc::channel();
        let worker = thread::Builder::new()
            .name("practice file".to_owned())
            .spawn(move || run(opened, &inbox))?;
        Ok(Self {
            shared: Arc::new(Shared {
                messages,
                worker: Mutex::new(Some(worker)),
            }),
        })
    }

    fn send(&self, job: impl FnOnce(&mut Connection) + Send + 'static) -> Result<(), Error> {
        self.shared
            .messages
            .send(Message::Job(Box::new(job)))
            .map_err(|_| Error::Closed)
    }
}

fn run(opened: Opened, inbox: &mpsc::Receiver<Message>) -> Result<(), Error> {
    let Opened {
        mut connection,
        lock,
    } = opened;
    while let Ok(Message::Job(job)) = inbox.recv() {
        // A panic undoes the job's transaction on its way out and drops its reply, which the
        // asker sees as `Error::Worker`; the connection stays usable.
        let _ = catch_unwind(AssertUnwindSafe(|| job(&mut connection)));
    }
    let tidied = tidy(&connection);
    let closed = connection.close().map_err(|(_, error)| Error::from(error));
    drop(lock);
    tidied.and(closed).map_err(|error| match error {
        Error::Corrupt => error,
        _ => Error::Untidy,
    })
}

/// Closing alone would tell nobody when the log cannot be written back.
fn tidy(connection: &Connection) -> Result<(), Error> {
    connection.execute_batch("PRAGMA optimize")?;
    let busy: i64 =
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    if busy == 0 { Ok(()) } else { Err(Error::Busy) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_executor::block_on;

    fn count(connection: &mut Connection) -> Result<i64, Error> {
        Ok(connection.query_row("SELECT count(*) FROM setting", [], |row| row.get(0))?)
    }

    fn add(key: &'static str) -> impl FnOnce(&mut Connection) -> Result<(), Error> {
        move |connection| {
            let _ = connection.execute("INSERT INTO setting VALUES (?1, '')", [key])?;
            Ok(())
        }
    }

    #[test]
    fn calls_run_in_the_order_they_were_sent_even_when_awaited_backwards() {
        let database = Database::in_memory().unwrap();
        let first = database.call(add("a"));
        let second = database.call(count);
        assert_eq!(block_on(second).unwrap(), 1);
        block_on(first).unwrap();
    }

    #[test]
    fn a_panic_undoes_its_work_and_leaves_the_worker_alive() {
        let database = Database::in_memory().unwrap();
        let result: Result<(), Error> = block_on(database.call(|connection| {
            let tx = connection.transaction()?;
            let _ = tx.execute("INSERT INTO setting VALUES ('half', 'done')", [])?;
            panic!("on purpose");
        }));
        assert!(matches!(result, Err(Error::Worker)));
        assert_eq!(database.call_blocking(count).unwrap(), 0);
        let result: Result<(), Error> = database.call_blocking(|_| panic!("on purpose"));
        assert!(matches!(result, Err(Error::Worker)));
    }

    #[test]
    fn a_closed_file_says_so() {
        let database = Database::in_memory().unwrap();
        let other = database.clone();
        database.close().unwrap();
        assert!(matches!(other.call_blocking(count), Err(Error::Closed)));
        assert!(matches!(block_on(other.call(count)), Err(Error::Closed)));
        other.close().unwrap();
    }

    #[test]
    fn a_job_may_hold_the_last_handle() {
        let database = Database::in_memory().unwrap();
        let (done, wait) = mpsc::channel();
        let held = database.clone();
        let call = database.call(move |connection| {
            let counted = count(connection);
            drop(held);
            done.send(()).map_err(|_| Error::Worker)?;
            counted
        });
        drop(database);
        wait.recv().unwrap();
        assert_eq!(block_on(call).unwrap(), 0);
    }

    #[test]
    fn work_goes_on_when_nobody_waits_for_it() {
        let database = Database::in_memory().unwrap();
        drop(database.call(add("unheard")));
        assert_eq!(database.call_blocking(count).unwrap(), 1);
    }
}
