//! W3C trace context, carried from an article's record to its events, and spans to a collector by setting.

use std::collections::HashMap;

use opentelemetry::{propagation::TextMapPropagator, trace::TracerProvider as _};
use opentelemetry_otlp::{Protocol, WithExportConfig};
use opentelemetry_sdk::{Resource, propagation::TraceContextPropagator, trace::SdkTracerProvider};
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt;
use tracing_subscriber::{Layer, filter::Targets, registry::LookupSpan};

use crate::config::Telemetry;

/// Target of the spans that are exported.
pub const SPAN_TARGET: &str = "demarche::trace";

/// The exporter, where there is one; ends it on [`Traces::finish`].
pub struct Traces(Option<SdkTracerProvider>);

impl Traces {
    /// Connects to the collector that the settings name, if any.
    ///
    /// # Errors
    ///
    /// The exporter cannot be built.
    pub fn start(settings: &Telemetry) -> anyhow::Result<Self> {
        if settings.otlp_endpoint.is_empty() {
            return Ok(Self(None));
        }
        let exporter = opentelemetry_otlp::SpanExporter::builder()
            .with_http()
            .with_protocol(Protocol::HttpBinary)
            .with_endpoint(format!("{}/v1/traces", settings.otlp_endpoint.trim_end_matches('/')))
            .build()?;
        let resource = Resource::builder().with_service_name(settings.service_name.clone()).build();
        let provider = SdkTracerProvider::builder().with_batch_exporter(exporter).with_resource(resource).build();
        Ok(Self(Some(provider)))
    }

    /// The layer that turns our spans into exported ones; none where there is no collector.
    pub(super) fn layer<S>(&self) -> Option<impl Layer<S> + use<S>>
    where
        S: tracing::Subscriber + for<'span> LookupSpan<'span>,
    {
        let tracer = self.0.as_ref()?.tracer("demarche");
        let ours = Targets::new().with_target(SPAN_TARGET, tracing::Level::INFO);
        Some(tracing_opentelemetry::layer().with_tracer(tracer).with_filter(ours))
    }

    /// Sends what is left and closes.
    pub fn finish(self) {
        if let Some(Err(error)) = self.0.map(|provider| provider.shutdown()) {
            tracing::warn!(%error, "the last traces could not be sent");
        }
    }
}

/// Makes the record's `traceparent` the parent of `span`.
pub fn continue_trace(span: &Span, traceparent: &str) {
    let carrier = HashMap::from([("traceparent".to_owned(), traceparent.to_owned())]);
    let context = TraceContextPropagator::new().extract(&carrier);
    // A span that no collector follows takes no parent; the header is then passed on as it came.
    let _ = span.set_parent(context);
}

/// The `traceparent` of `span`, where it is exported.
pub fn traceparent_of(span: &Span) -> Option<String> {
    let mut carrier = HashMap::new();
    TraceContextPropagator::new().inject_context(&span.context(), &mut carrier);
    carrier.remove("traceparent")
}
