//! The six costs that are measured of every model that has them.

use crate::models::Model;

/// A cost of a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// The time from making one to its end.
    Create,
    /// The time from one to the next, through memory.
    Hop,
    /// The same on one core.
    HopPinned,
    /// The time from one to the next, through a socket.
    SocketHop,
    /// The same on one core.
    SocketHopPinned,
    /// The memory of one that waits.
    Memory,
}

impl Quantity {
    /// All of them, in the order of the table.
    pub const ALL: [Quantity; 6] = [
        Quantity::Create,
        Quantity::Hop,
        Quantity::HopPinned,
        Quantity::SocketHop,
        Quantity::SocketHopPinned,
        Quantity::Memory,
    ];

    /// Its name in JSON, and between processes.
    pub fn name(self) -> &'static str {
        match self {
            Quantity::Create => "create",
            Quantity::Hop => "hop",
            Quantity::HopPinned => "hop_pinned",
            Quantity::SocketHop => "socket_hop",
            Quantity::SocketHopPinned => "socket_hop_pinned",
            Quantity::Memory => "memory",
        }
    }

    /// Whether it is measured on one core.
    pub fn is_pinned(self) -> bool {
        matches!(self, Quantity::HopPinned | Quantity::SocketHopPinned)
    }

    /// How it is measured of `model`, in a sentence.
    ///
    /// # Errors
    /// Why the model, or this system, has no such cost.
    pub fn method(self, model: &Model) -> Result<&'static str, &'static str> {
        const UNKNOWN: &str = "this system does not tell how much of a process's memory is resident";
        const UNPINNED: &str = "this system cannot keep a program on one core";
        match self {
            Quantity::Memory if !cfg!(target_os = "linux") => Err(UNKNOWN),
            pinned if pinned.is_pinned() && !cfg!(target_os = "linux") => Err(UNPINNED),
            Quantity::Create => model.create.method(),
            Quantity::Hop | Quantity::HopPinned => model.hop.method(),
            Quantity::SocketHop | Quantity::SocketHopPinned => model.socket_hop.method(),
            Quantity::Memory => model.memory.method(),
        }
    }
}
