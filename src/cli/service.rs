//! The worker with its HTTP server and its signals, as `run` and `demo` have it.

use std::{sync::Arc, time::Duration};

use anyhow::Context;
use prometheus::Registry;
use tokio::{net::TcpListener, sync::oneshot};

use crate::{
    config::Settings,
    engine::Engine,
    telemetry::{
        Health, Metrics,
        http::{self, Shown},
    },
    worker::{self, Ended, Lag, Parts, Stop, WorkerError},
};

/// Open answers of the HTTP server may take this long after the worker's end.
const HTTP_GRACE: Duration = Duration::from_secs(1);

/// A worker that is about to run.
pub(super) struct Service {
    /// What it is made of.
    pub(super) parts: Parts,
    registry: Registry,
}

impl Service {
    pub(super) fn new(settings: Settings, engine: &Arc<Engine>) -> anyhow::Result<Self> {
        let registry = Registry::new();
        let metrics = Metrics::register(&registry)?;
        metrics.tell_build(engine.digest());
        #[cfg(target_os = "linux")]
        registry.register(Box::new(prometheus::process_collector::ProcessCollector::for_self()))?;
        let engine = Arc::clone(engine);
        let parts = Parts {
            settings,
            extract: Arc::new(move |article| engine.extract(article)),
            metrics,
            health: Arc::new(Health::default()),
            lag: Arc::new(Lag::default()),
        };
        Ok(Self { parts, registry })
    }

    /// Blocks until the worker has ended: by itself, or drained after SIGTERM, SIGINT or `stop`.
    pub(super) fn run_until_stopped(&self, stop: &Stop) -> anyhow::Result<Ended> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let ended = runtime.block_on(self.serve(stop));
        // A thread that hangs in a call to the brokers must not keep the process.
        runtime.shutdown_background();
        ended
    }

    async fn serve(&self, stop: &Stop) -> anyhow::Result<Ended> {
        // First of all: whoever starts this may stop it at any moment.
        stop_on_signals(stop.clone())?;
        let listen = self.parts.settings.http.listen;
        let (listener, address) =
            http::bind(listen).await.with_context(|| format!("cannot listen on {listen} (http.listen)"))?;
        tracing::info!(%address, "http server listening");
        let worker = self.start_worker(stop)?;
        let (http_stop, http) = self.start_http(listener);
        let ended = worker.await.context("the poll loop panicked; please report it with the log above")?;
        // The server may have ended by itself, with a message of its own.
        let _ = http_stop.send(());
        let _ = tokio::time::timeout(HTTP_GRACE, http).await;
        Ok(ended?)
    }

    fn start_worker(&self, stop: &Stop) -> std::io::Result<oneshot::Receiver<Result<Ended, WorkerError>>> {
        let (parts, stop) = (self.parts.clone(), stop.clone());
        let (sender, receiver) = oneshot::channel();
        std::thread::Builder::new().name("poll".into()).spawn(move || {
            // The receiver waits for as long as the runtime lives.
            let _ = sender.send(worker::run(&parts, &stop));
        })?;
        Ok(receiver)
    }

    fn start_http(&self, listener: TcpListener) -> (oneshot::Sender<()>, tokio::task::JoinHandle<()>) {
        let parts = self.parts.clone();
        let shown = Shown {
            registry: self.registry.clone(),
            health: Arc::clone(&self.parts.health),
            poll_stall: self.parts.settings.http.poll_stall,
            refresh: Arc::new(move || parts.lag.show(&parts.metrics)),
        };
        let (stop, stopped) = oneshot::channel::<()>();
        let server = async move {
            let until = async {
                // A sender that is gone stops the server as well.
                let _ = stopped.await;
            };
            if let Err(error) = http::serve(listener, shown, until).await {
                tracing::error!(%error, "the HTTP server ended");
            }
        };
        (stop, tokio::spawn(server))
    }
}

/// The first SIGTERM or SIGINT drains, the second ends the process at once.
fn stop_on_signals(stop: Stop) -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::spawn(async move {
        loop {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            if stop.is_set() {
                tracing::warn!("told to stop twice: ending at once; the batch in flight will be aborted");
                std::process::exit(130);
            }
            stop.set();
        }
    });
    Ok(())
}
