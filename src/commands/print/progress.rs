//! How far the pages of an order are, told while they are made.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};

/// Tells how far work is, and is told when nobody wants it any more.
#[derive(Debug, Clone, Default)]
pub struct Progress {
    told: Option<UnboundedSender<usize>>,
    last: usize,
    stop: Stop,
}

/// Gives work up at its next step.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    pub fn give_up(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Progress {
    /// A progress with the ear for it: per cent, each told once. The ear ends with the work.
    pub fn new() -> (Self, UnboundedReceiver<usize>) {
        let (told, ear) = unbounded();
        let progress = Self {
            told: Some(told),
            ..Self::default()
        };
        (progress, ear)
    }

    /// What gives the work up.
    pub fn stop(&self) -> Stop {
        self.stop.clone()
    }

    /// Tells how many per cent are done; whether to go on.
    pub(in crate::commands) fn tell(&mut self, percent: usize) -> bool {
        if percent > self.last {
            self.last = percent;
            // Nobody listens any more where the dialog is gone.
            let _ = self.told.as_ref().map(|told| told.unbounded_send(percent));
        }
        !self.stop.0.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_per_cent_is_told_once_and_work_that_is_given_up_stops() {
        let (mut progress, mut ear) = Progress::new();
        for percent in [0, 3, 3, 2, 50] {
            assert!(progress.tell(percent));
        }
        progress.stop().give_up();
        assert!(!progress.tell(51));
        drop(progress);
        let mut told = Vec::new();
        while let Ok(percent) = ear.try_recv() {
            told.push(percent);
        }
        assert_eq!(told, [3, 50, 51]);
    }
}
