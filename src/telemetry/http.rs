//! The HTTP server: `/metrics`, `/livez`, `/readyz`.

use std::{collections::HashMap, future::Future, net::SocketAddr, sync::Arc, time::Duration};

use axum::{
    Router,
    extract::{Query, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use prometheus::{Registry, TextEncoder};
use tokio::net::TcpListener;

use super::health::{self, Check, Health};

/// What the server shows.
#[derive(Clone)]
pub struct Shown {
    /// Metrics of the worker and of the process.
    pub registry: Registry,
    /// Health of the worker.
    pub health: Arc<Health>,
    /// Silence of the poll loop after which `/livez` fails.
    pub poll_stall: Duration,
    /// Called before each scrape, for gauges that depend on the time.
    pub refresh: Arc<dyn Fn() + Send + Sync>,
}

/// Opens the port. Port 0 takes a free one; the answer tells which.
///
/// # Errors
///
/// The address is taken or not ours.
pub async fn bind(listen: SocketAddr) -> std::io::Result<(TcpListener, SocketAddr)> {
    let listener = TcpListener::bind(listen).await?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}

/// Serves until `stop` is done.
///
/// # Errors
///
/// The listener broke.
pub async fn serve(
    listener: TcpListener,
    shown: Shown,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    axum::serve(listener, router(shown)).with_graceful_shutdown(stop).await
}

/// The routes, for the server and for tests.
pub fn router(shown: Shown) -> Router {
    Router::new()
        .route("/metrics", get(metrics))
        .route("/livez", get(livez))
        .route("/readyz", get(readyz))
        .with_state(shown)
}

async fn metrics(State(shown): State<Shown>) -> Response {
    (shown.refresh)();
    match TextEncoder::new().encode_to_string(&shown.registry.gather()) {
        Ok(text) => ([(header::CONTENT_TYPE, prometheus::TEXT_FORMAT)], text).into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}

async fn livez(State(shown): State<Shown>, Query(query): Query<HashMap<String, String>>) -> Response {
    answer("livez", &shown.health.live(shown.poll_stall), &query)
}

async fn readyz(State(shown): State<Shown>, Query(query): Query<HashMap<String, String>>) -> Response {
    answer("readyz", &shown.health.ready(), &query)
}

fn answer(endpoint: &str, checks: &[Check], query: &HashMap<String, String>) -> Response {
    let passed = checks.iter().all(|check| check.passed);
    let status = if passed { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, health::body(endpoint, checks, query.contains_key("verbose"))).into_response()
}
