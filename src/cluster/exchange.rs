//! Rounds in which every worker sends something to every worker.

use std::cell::RefCell;
use std::rc::Rc;

use serde::{Deserialize, Serialize};
use timely::ExchangeData;
use timely::container::CapacityContainerBuilder;
use timely::dataflow::ProbeHandle;
use timely::dataflow::channels::pact::Exchange as ByTarget;
use timely::dataflow::operators::Probe;
use timely::dataflow::operators::generic::Operator;
use timely::dataflow::operators::vec::input::{Handle, Input};
use timely::worker::Worker;

use super::Error;

/// Items of one message.
const MESSAGE: usize = 1 << 16;

/// A message.
#[derive(Clone, Serialize, Deserialize)]
struct Parcel<T> {
    from: u64,
    to: u64,
    round: u64,
    /// Which of the sender's messages to this worker in this round.
    nth: u64,
    items: Vec<T>,
}

/// One dataflow that carries rounds of items of one type.
pub(super) struct Exchange<T: ExchangeData + Clone> {
    input: Handle<u64, Parcel<T>>,
    arrived: Rc<RefCell<Vec<Parcel<T>>>>,
    probe: ProbeHandle<u64>,
    round: u64,
}

impl<T: ExchangeData + Clone> Exchange<T> {
    /// Builds the dataflow; all workers must build theirs in the same order.
    pub fn new(worker: &mut Worker) -> Self {
        let arrived = Rc::new(RefCell::new(Vec::new()));
        let (gathered, probe) = (Rc::clone(&arrived), ProbeHandle::new());
        let input = worker.dataflow::<u64, _, _>(|scope| {
            let (input, stream) = scope.new_input::<Parcel<T>>();
            stream
                .unary::<CapacityContainerBuilder<Vec<()>>, _, _, _>(
                    ByTarget::new(|parcel: &Parcel<T>| parcel.to),
                    "gather",
                    move |_, _| {
                        move |input, _| {
                            input.for_each(|_, data| gathered.borrow_mut().append(data));
                        }
                    },
                )
                .probe_with(&probe);
            input
        });
        Self { input, arrived, probe, round: 0 }
    }

    /// Sends `items[w]` to each worker `w`; returns what each sent here, by worker.
    ///
    /// # Errors
    ///
    /// If a worker ended instead of sending.
    pub fn all_to_all(
        &mut self,
        worker: &mut Worker,
        items: Vec<Vec<T>>,
    ) -> Result<Vec<Vec<T>>, Error> {
        let from = worker.index() as u64;
        for (to, items) in items.into_iter().enumerate() {
            // An empty message too, so that silence means that a worker is gone.
            let mut items = items.into_iter().peekable();
            for nth in 0.. {
                let items_now = items.by_ref().take(MESSAGE).collect();
                let (to, round) = (to as u64, self.round);
                self.input.send(Parcel { from, to, round, nth, items: items_now });
                if items.peek().is_none() {
                    break;
                }
            }
        }
        let round = self.round;
        self.round += 1;
        self.input.advance_to(self.round);
        self.input.flush();
        while self.probe.less_than(&self.round) {
            worker.step_or_park(None);
        }
        // A fast worker may have sent for the next round already.
        let arrived = std::mem::take(&mut *self.arrived.borrow_mut());
        let (mut now, later): (Vec<_>, Vec<_>) =
            arrived.into_iter().partition(|p| p.round == round);
        *self.arrived.borrow_mut() = later;
        now.sort_by_key(|p| (p.from, p.nth));
        let mut by_worker: Vec<Option<Vec<T>>> = (0..worker.peers()).map(|_| None).collect();
        for parcel in now {
            by_worker[parcel.from as usize].get_or_insert_default().extend(parcel.items);
        }
        by_worker.into_iter().enumerate().map(|(w, items)| items.ok_or(Error::Left(w))).collect()
    }

    /// Sends the same to all.
    ///
    /// # Errors
    ///
    /// If a worker ended instead of sending.
    pub fn send_to_all(
        &mut self,
        worker: &mut Worker,
        items: Vec<T>,
    ) -> Result<Vec<Vec<T>>, Error> {
        let copies = vec![items; worker.peers()];
        self.all_to_all(worker, copies)
    }
}
