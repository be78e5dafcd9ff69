//! A pseudo-terminal, and a program that runs on it.

use crate::{Outcome, Running, Screen, wait_until};
use nix::fcntl::OFlag;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::pty::{grantpt, posix_openpt, ptsname_r, unlockpt};
use nix::sys::termios::{Termios, tcgetattr};
use std::fs::{File, OpenOptions};
use std::io::{self, PipeReader, PipeWriter, Read, Write};
use std::ops::Deref;
use std::os::fd::AsFd;
use std::os::unix::fs::OpenOptionsExt;
use std::process::{Child, Command};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// Until something is seen on a terminal it may take so long.
const DEADLINE: Duration = Duration::from_secs(60);

/// A program that runs on a terminal of its own, as the first of the group that Ctrl-C ends there. Dropped, it is killed, and
/// all that it has started with it.
pub struct OnTerminal {
    running: Running,
    /// The end of the terminal where a person would sit.
    seat: File,
    settings: Termios,
    screen: Arc<Mutex<Screen>>,
    reader: JoinHandle<()>,
    /// Closed, it ends the reader.
    reads_on: PipeWriter,
}

impl OnTerminal {
    /// Starts `command`. `running` is given the process, and what will have been printed in the end.
    #[track_caller]
    pub(crate) fn start(
        mut command: Command,
        columns: u16,
        line: &str,
        running: impl FnOnce(Child, Receiver<Vec<u8>>) -> Running,
    ) -> OnTerminal {
        let (seat, desk) = open();
        control::resize(&seat, columns);
        let settings = tcgetattr(&seat).unwrap();
        let copy = || desk.try_clone().unwrap();
        command.stdin(copy()).stdout(copy()).stderr(copy());
        control::lead_a_session(&mut command);
        let child = command.spawn().unwrap_or_else(|error| panic!("{line} cannot be started: {error}"));
        drop((desk, command)); // only who runs there holds it open now
        let screen = Arc::new(Mutex::new(Screen::new(usize::from(columns))));
        let (stops, reads_on) = io::pipe().unwrap();
        let (send, printed) = channel();
        let reader = {
            let (seat, screen) = (seat.try_clone().unwrap(), Arc::clone(&screen));
            thread::spawn(move || {
                let _ = send.send(read(seat, &stops, &screen));
            })
        };
        OnTerminal { running: running(child, printed), seat, settings, screen, reader, reads_on }
    }

    /// The window gets so many columns.
    pub fn resize(&self, columns: u16) {
        let mut screen = self.screen.lock().unwrap();
        screen.resize(usize::from(columns));
        control::resize(&self.seat, columns);
    }

    /// Presses keys; `\x03` is Ctrl-C.
    pub fn press(&self, keys: &str) {
        (&self.seat).write_all(keys.as_bytes()).unwrap();
    }

    /// Waits until something is to be seen on the screen.
    #[track_caller]
    pub fn wait_to_see(&self, what: &str, is_seen: impl Fn(&Screen) -> bool) {
        wait_until(&format!("{what} on the terminal"), DEADLINE, || {
            is_seen(&self.screen.lock().unwrap()).then_some(())
        });
    }

    /// What is on the screen at this moment.
    pub fn text_now(&self) -> String {
        self.screen.lock().unwrap().text()
    }

    /// Closes the window.
    pub fn hang_up(self) -> Running {
        let OnTerminal { running, seat, reader, reads_on, .. } = self;
        drop(reads_on);
        reader.join().unwrap();
        drop(seat);
        running
    }

    /// Waits for its end, and for the end of everything that it has started. Returns what it left behind, all that it
    /// printed being its standard output, and the screen.
    ///
    /// # Panics
    /// When it takes too long, or it has changed how the terminal works.
    #[track_caller]
    pub fn finish(self) -> (Outcome, Screen) {
        let outcome = self.running.finish();
        assert!(tcgetattr(&self.seat).unwrap() == self.settings, "the terminal does not work as before: {outcome}");
        self.reader.join().unwrap();
        let screen = Arc::into_inner(self.screen).unwrap().into_inner().unwrap();
        (outcome, screen)
    }
}

impl Deref for OnTerminal {
    type Target = Running;

    fn deref(&self) -> &Running {
        &self.running
    }
}

/// Makes a terminal: the end for a person, and the end for programs.
fn open() -> (File, File) {
    let seat = posix_openpt(OFlag::O_RDWR | OFlag::O_NOCTTY | OFlag::O_CLOEXEC).unwrap();
    grantpt(&seat).unwrap();
    unlockpt(&seat).unwrap();
    let name = ptsname_r(&seat).unwrap();
    let desk = OpenOptions::new().read(true).write(true).custom_flags(OFlag::O_NOCTTY.bits()).open(name).unwrap();
    let seat = seat.as_fd().try_clone_to_owned().unwrap();
    (File::from(seat), desk)
}

/// Shows on the screen what is printed, until nobody holds the terminal open any more, or is told to stop. Returns all of it.
fn read(mut seat: File, stops: &PipeReader, screen: &Mutex<Screen>) -> Vec<u8> {
    let (mut all, mut some) = (Vec::new(), [0; 4096]);
    loop {
        let printed = PollFd::new(seat.as_fd(), PollFlags::POLLIN);
        let stopped = PollFd::new(stops.as_fd(), PollFlags::empty());
        let mut watched = [printed, stopped];
        let _ = poll(&mut watched, PollTimeout::NONE);
        if watched[1].any() == Some(true) {
            return all;
        }
        match seat.read(&mut some) {
            Ok(length) if length > 0 => {
                all.extend_from_slice(&some[..length]);
                screen.lock().unwrap().show(&some[..length]);
            }
            // Linux says so with an error (EIO).
            _ => return all,
        }
    }
}

/// What makes a terminal the terminal of a program.
#[allow(unsafe_code, reason = "nix offers ioctl, and std what is done before a program, only as unsafe functions")]
mod control {
    use nix::libc::{STDIN_FILENO, TIOCSCTTY, TIOCSWINSZ, winsize};
    use std::fs::File;
    use std::io;
    use std::os::fd::AsRawFd;
    use std::os::unix::process::CommandExt;
    use std::process::Command;

    nix::ioctl_write_ptr_bad!(
        /// Tells a terminal its size, and whoever runs there that it has changed.
        set_window_size,
        TIOCSWINSZ,
        winsize
    );
    nix::ioctl_write_int_bad!(
        /// Makes a terminal the one of the calling process's session.
        set_controlling_terminal,
        TIOCSCTTY
    );

    /// Gives the window so many columns.
    pub fn resize(seat: &File, columns: u16) {
        let size = winsize { ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 };
        // SAFETY: TIOCSWINSZ reads one `winsize` through the pointer, which points to one for the whole call.
        unsafe { set_window_size(seat.as_raw_fd(), &raw const size) }.unwrap();
    }

    /// Lets a program, when it is started, make the terminal that is its standard input its own.
    pub fn lead_a_session(command: &mut Command) {
        let lead = || {
            nix::unistd::setsid()?;
            // SAFETY: TIOCSCTTY takes a number and no pointer.
            unsafe { set_controlling_terminal(STDIN_FILENO, 0) }?;
            Ok::<(), io::Error>(())
        };
        // SAFETY: in the new process, `lead` makes two system calls and nothing else: it allocates nothing and takes no lock.
        unsafe { command.pre_exec(lead) };
    }
}
