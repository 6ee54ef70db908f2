//! The real binary as a child process.

use std::{
    io::{BufRead, BufReader},
    net::SocketAddr,
    process::{Child, Command, ExitStatus, Stdio},
    sync::{Arc, Mutex},
    time::Duration,
};

use nix::{
    sys::signal::{self, Signal},
    unistd::Pid,
};
use serde_json::Value;

use super::{
    scrape::{self, Scrape},
    wait_for, wait_within,
};

/// The program under test.
const PROGRAM: &str = env!("CARGO_BIN_EXE_demarche");

/// A command without the settings of the test's own environment.
pub(crate) fn command(name: &str) -> Command {
    let mut command = Command::new(PROGRAM);
    for (variable, _) in std::env::vars().filter(|(variable, _)| variable.starts_with("DEMARCHE_")) {
        command.env_remove(variable);
    }
    command.arg(name);
    command
}

/// A worker that runs; killed when dropped, with its last lines printed where the test failed.
pub(crate) struct Worker {
    name: String,
    child: Child,
    lines: Arc<Mutex<Vec<String>>>,
}

impl Worker {
    /// Starts `command`, which is `demarche run` with its settings.
    pub(crate) fn start(name: &str, mut command: Command) -> Self {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let lines = Arc::<Mutex<Vec<String>>>::default();
        let (stderr, kept) = (child.stderr.take().unwrap(), Arc::clone(&lines));
        std::thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                kept.lock().unwrap().push(line);
            }
        });
        Self { name: name.to_owned(), child, lines }
    }

    /// Everything that it said on standard error.
    pub(crate) fn said(&self) -> String {
        self.lines.lock().unwrap().join("\n")
    }

    /// The line that tells why it ended.
    pub(crate) fn error_line(&self) -> String {
        let lines = self.lines.lock().unwrap();
        lines.iter().rev().find(|line| line.starts_with("error: ")).cloned().unwrap_or_default()
    }

    /// The last log line with this message.
    pub(crate) fn logged(&self, message: &str) -> Option<Value> {
        let lines = self.lines.lock().unwrap();
        let parsed = lines.iter().rev().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        parsed.into_iter().find(|line| line["message"] == message)
    }

    fn address(&self) -> Option<SocketAddr> {
        self.logged("http server listening")?["address"].as_str()?.parse().ok()
    }

    /// Status and body; `None` where it does not answer.
    pub(crate) fn get(&self, path: &str) -> Option<(u16, String)> {
        scrape::get(self.address()?, path).ok()
    }

    /// Status alone.
    pub(crate) fn status(&self, path: &str) -> Option<u16> {
        self.get(path).map(|(status, _)| status)
    }

    /// Its metrics now; none where it does not answer.
    pub(crate) fn scrape(&self) -> Scrape {
        self.get("/metrics").map(|(_, body)| Scrape::read(&body)).unwrap_or_default()
    }

    /// How many partitions it holds.
    pub(crate) fn partitions(&self) -> u64 {
        scrape::whole(self.scrape().get("demarche_assigned_partitions"))
    }

    /// Waits until it holds some partitions.
    pub(crate) fn await_partitions(&mut self, at_least: u64) {
        let what = format!("{} to hold {at_least} partitions", self.name);
        wait_for(&what, || {
            assert!(self.ended().is_none(), "{} ended: {}", self.name, self.error_line());
            (self.partitions() >= at_least).then_some(())
        });
    }

    /// Waits until `/readyz` says yes.
    pub(crate) fn await_ready(&self) {
        wait_for(&format!("{} to be ready", self.name), || (self.status("/readyz")? == 200).then_some(()));
    }

    /// Sends a signal.
    pub(crate) fn signal(&self, signal: Signal) {
        let pid = Pid::from_raw(i32::try_from(self.child.id()).unwrap());
        signal::kill(pid, signal).unwrap();
    }

    /// Ends it without warning.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// How it ended; `None` while it lives.
    pub(crate) fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().unwrap()
    }

    /// Waits for its end.
    pub(crate) fn await_end(&mut self, limit: Duration) -> ExitStatus {
        let what = format!("{} to end", self.name);
        let status = wait_within(limit, &what, || self.child.try_wait().unwrap());
        // The reader of its lines may be a moment behind.
        wait_within(Duration::from_secs(5), "its last lines", || (Arc::strong_count(&self.lines) == 1).then_some(()));
        status
    }

    /// SIGTERM, and the good end that must follow.
    pub(crate) fn drain(&mut self) {
        self.signal(Signal::SIGTERM);
        let status = self.await_end(Duration::from_secs(60));
        assert_eq!(status.code(), Some(0), "{}: {}", self.name, self.error_line());
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
        if std::thread::panicking() {
            let lines = self.lines.lock().unwrap();
            let last = lines.iter().skip(lines.len().saturating_sub(40));
            println!("--- {}, last lines", self.name);
            last.for_each(|line| println!("{line}"));
        }
    }
}
