//! The real broker, brought and started by `tests/kafka/broker`.

use std::{path::PathBuf, process::Command, sync::OnceLock};

/// Names brokers to use in place of a fresh one; tests that restart theirs start one all the same.
const OUTSIDE: &str = "DEMARCHE_TEST_BROKERS";

/// A broker and how to reach it.
pub(crate) struct Broker {
    /// `host:port`.
    pub(crate) address: String,
    /// Where its data are; none for a broker that somebody else runs.
    folder: Option<PathBuf>,
}

impl Broker {
    /// The broker that all tests of this process share.
    pub(crate) fn shared() -> &'static Self {
        static BROKER: OnceLock<Broker> = OnceLock::new();
        BROKER.get_or_init(|| match std::env::var(OUTSIDE) {
            Ok(address) => Self { address, folder: None },
            Err(_) => Self::own(),
        })
    }

    /// A broker that may be stopped. It ends with this process, however that ends.
    pub(crate) fn own() -> Self {
        let folder = tempfile::Builder::new().prefix("demarche-kafka-").tempdir().unwrap().keep();
        let owner = std::process::id().to_string();
        let address = script(&["start", folder.to_str().unwrap(), &owner]);
        Self { address, folder: Some(folder) }
    }

    /// Stops it cleanly.
    pub(crate) fn stop(&self) {
        script(&["stop", self.folder()]);
    }

    /// Starts it again, with its data, on its port.
    pub(crate) fn start(&self) {
        assert_eq!(script(&["start", self.folder()]), self.address);
    }

    fn folder(&self) -> &str {
        self.folder.as_ref().and_then(|folder| folder.to_str()).expect("this broker is somebody else's")
    }
}

impl Drop for Broker {
    fn drop(&mut self) {
        if self.folder.is_some() {
            script(&["kill", self.folder()]);
        }
    }
}

/// Runs the script; its first line of output.
fn script(arguments: &[&str]) -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/kafka/broker");
    let output = Command::new(path).args(arguments).output().unwrap_or_else(|error| panic!("{path}: {error}"));
    assert!(
        output.status.success(),
        "no broker, so no test: {}\nName one in {OUTSIDE}=host:port, or mend this: {path} {}",
        String::from_utf8_lossy(&output.stderr),
        arguments.join(" ")
    );
    String::from_utf8_lossy(&output.stdout).lines().next().unwrap_or_default().to_owned()
}
