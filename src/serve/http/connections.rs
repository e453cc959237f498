//! Connections: at most so many, none that only sits there, and an end that waits for answers.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

/// Most connections; who comes later waits until one ends.
const MOST_CONNECTIONS: usize = 1_024;

/// Longest pause for the headers of the next request on a connection.
const MOST_IDLE: Duration = Duration::from_secs(60);

/// The wish of the user, or of the system, to end.
pub struct Stop {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
}

impl Stop {
    /// Listens for it from now on.
    ///
    /// # Errors
    /// Where the system does not allow it.
    pub fn new() -> std::io::Result<Stop> {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            Ok(Stop {
                terminate: signal(SignalKind::terminate())?,
                interrupt: signal(SignalKind::interrupt())?,
            })
        }
        #[cfg(not(unix))]
        Ok(Stop {})
    }

    async fn wanted(&mut self) {
        #[cfg(unix)]
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
        #[cfg(not(unix))]
        if tokio::signal::ctrl_c().await.is_err() {
            // Without a signal it ends with its process.
            std::future::pending::<()>().await;
        }
    }
}

/// Answers connections until `stop`, then lets those that are being answered end within `grace`.
pub async fn accept(
    listener: TcpListener,
    app: Router,
    patience: Duration,
    mut stop: Stop,
    grace: Duration,
) {
    let places = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let graceful = GracefulShutdown::new();
    let mut server = http1::Builder::new();
    server.timer(TokioTimer::new()).header_read_timeout(patience.max(MOST_IDLE));
    loop {
        let next = async {
            let place = Arc::clone(&places).acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            () = stop.wanted() => break,
            next = next => next,
        };
        let Ok((stream, _)) = accepted else {
            // The connection went away, or there are no file handles: those that end give some back.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        // Answers are small and asked for one after the other: none should wait for the next packet.
        let _ = stream.set_nodelay(true);
        let service = TowerToHyperService::new(app.clone());
        let connection = graceful.watch(server.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            // A client that breaks the protocol or leaves is its own affair.
            let _ = connection.await;
            drop(place);
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(grace, graceful.shutdown()).await;
}
