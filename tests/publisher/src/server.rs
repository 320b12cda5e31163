//! Starts the publisher and stops it.

use crate::appeals;
use crate::archive::Archive;
use crate::content::{self, Content};
use crate::control::{self, Desk};
use crate::fault::{self, Gate};
use crate::item::Moment;
use crate::media::Library;
use crate::public::{self, Site};
use crate::socket::{Line, Port, Wire};
use crate::synthetic;
use axum::Router;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use httpdate::HttpDate;
use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use tokio::net::TcpListener;
use tokio::runtime::{self, Runtime};
use tokio::task::JoinHandle;

/// What to publish, and where.
#[derive(Debug, Clone)]
pub struct Options {
    /// Folder with the catalogue, the items and the media. Without it, only `synthetic` items can be published.
    pub content: Option<PathBuf>,
    /// Database that outlives the process. One that holds something already is published as it is.
    pub data: Option<PathBuf>,
    /// Address of the public port.
    pub listen: SocketAddr,
    /// Address of the control port.
    pub control: SocketAddr,
    /// Items on a page.
    pub page_size: usize,
    /// Changes that the log keeps, 0 for all.
    pub retain: u64,
    /// This many generated items in place of those of the content, whose catalogue and media stay.
    pub synthetic: Option<usize>,
    /// Every generated item has a picture of its own.
    pub synthetic_pictures: bool,
    /// Scheme and authority of absolute addresses; otherwise those of each request.
    pub base: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        let any_port = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        Self {
            content: None,
            data: None,
            listen: any_port,
            control: any_port,
            page_size: 50,
            retain: 0,
            synthetic: None,
            synthetic_pictures: false,
            base: None,
        }
    }
}

/// Seed of the generated items.
const SEED: u64 = 20_251_201;

/// Why the publisher did not start.
#[derive(Debug)]
pub struct StartError {
    what: &'static str,
    source: Box<dyn std::error::Error + Send + Sync>,
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.what, self.source)
    }
}

impl std::error::Error for StartError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&*self.source)
    }
}

fn failed<E: Into<Box<dyn std::error::Error + Send + Sync>>>(what: &'static str) -> impl FnOnce(E) -> StartError {
    move |error| StartError { what, source: error.into() }
}

/// A running publisher. Dropping it stops it.
pub struct Handle {
    public: SocketAddr,
    control: SocketAddr,
    wires: [Wire; 2],
    tasks: [JoinHandle<()>; 2],
    runtime: Option<Runtime>,
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handle").field("public", &self.public).field("control", &self.control).finish_non_exhaustive()
    }
}

impl Handle {
    /// Where readers ask, as `http://address:port`.
    pub fn public_url(&self) -> String {
        format!("http://{}", self.public)
    }

    /// Where tests give orders, as `http://address:port`.
    pub fn control_url(&self) -> String {
        format!("http://{}", self.control)
    }

    /// Closes both ports and every connection.
    pub fn stop(self) {
        drop(self);
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
        for wire in &self.wires {
            wire.close();
        }
        if let Some(runtime) = self.runtime.take() {
            // Waiting for it is not allowed where a test is asynchronous.
            runtime.shutdown_background();
        }
    }
}

/// Starts on a runtime of its own, from any thread, also one of another runtime.
pub fn start(options: Options) -> Result<Handle, StartError> {
    let runtime = runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .thread_name("publisher")
        .enable_all()
        .build()
        .map_err(failed("runtime"))?;
    let mut handle = start_on(runtime.handle(), options)?;
    handle.runtime = Some(runtime);
    Ok(handle)
}

/// Starts on a runtime that is there already.
pub fn start_on(runtime: &runtime::Handle, options: Options) -> Result<Handle, StartError> {
    let _entered = runtime.enter();
    let archive = Archive::open(options.data.as_deref(), options.retain).map_err(failed("data file"))?;
    appeals::prepare(&archive).map_err(failed("data file"))?;
    let library = fill(&archive, &options)?;
    let public = bind(options.listen).map_err(failed("public port"))?;
    let control = bind(options.control).map_err(failed("control port"))?;
    let public_address = public.local_addr().map_err(failed("public port"))?;
    let control_address = control.local_addr().map_err(failed("control port"))?;
    let site = Arc::new(Site {
        archive,
        library,
        page_size: options.page_size.max(1),
        base: options.base.map(|base| base.trim_end_matches('/').to_owned()),
        authority: public_address.to_string(),
    });
    let wires = [Wire::default(), Wire::default()];
    let gate = Gate::new(wires[0].clone());
    let desk = control::router(Desk { site: site.clone(), gate: gate.clone() });
    let guests = public::router(site.clone()).merge(appeals::router(site));
    let guests = guests.layer(axum::middleware::from_fn_with_state(gate.clone(), fault::pass));
    let guests = if Moment::is_set() { guests.layer(axum::middleware::map_response(dated)) } else { guests };
    let public = Port { listener: public, wire: wires[0].clone(), refuse: Box::new(move || gate.refuses()) };
    let control = Port { listener: control, wire: wires[1].clone(), refuse: Box::new(|| false) };
    let tasks = [serve(runtime, public, guests), serve(runtime, control, desk)];
    Ok(Handle { public: public_address, control: control_address, wires, tasks, runtime: None })
}

/// An answer by the publisher's own clock, where that is not the device's.
async fn dated(mut answer: Response) -> Response {
    let date =
        HttpDate::from(SystemTime::UNIX_EPOCH + Duration::from_millis(Moment::now().milliseconds().unsigned_abs()));
    if let Ok(date) = HeaderValue::from_str(&date.to_string()) {
        answer.headers_mut().insert(header::DATE, date);
    }
    answer
}

/// Fills an archive that is empty.
fn fill(archive: &Archive, options: &Options) -> Result<Library, StartError> {
    let content = match (&options.content, options.synthetic) {
        (Some(folder), None) => content::load(folder).map_err(failed("content"))?,
        (Some(folder), Some(_)) => {
            let catalogue = content::load_catalogue(folder).map_err(failed("content"))?;
            let mut library = Library::load(&folder.join("media")).map_err(failed("media"))?;
            draw(&mut library, options);
            Content { catalogue, library, events: Vec::new() }
        }
        (None, Some(_)) => {
            let mut library = Library::default();
            draw(&mut library, options);
            Content { catalogue: synthetic::catalogue(), library, events: Vec::new() }
        }
        (None, None) => return Err(failed("options")("neither content nor synthetic items to publish")),
    };
    if archive.state().newest == 0 {
        match options.synthetic {
            Some(count) => {
                let library = options.synthetic_pictures.then_some(&content.library);
                archive.load(content.catalogue, synthetic::events(count, SEED, library))
            }
            None => archive.load(content.catalogue, content.events.into_iter().map(Ok)),
        }
        .map_err(failed("content"))?;
    }
    Ok(content.library)
}

fn draw(library: &mut Library, options: &Options) {
    if let Some(count) = options.synthetic.filter(|_| options.synthetic_pictures) {
        (1..=count).for_each(|number| library.draw(number));
    }
}

fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let listener = std::net::TcpListener::bind(address)?;
    listener.set_nonblocking(true)?;
    TcpListener::from_std(listener)
}

fn serve(runtime: &runtime::Handle, port: Port, router: Router) -> JoinHandle<()> {
    let service = router.into_make_service_with_connect_info::<Line>();
    runtime.spawn(async move {
        // It accepts until it is aborted, and reports nothing.
        let _ = axum::serve(port, service).await;
    })
}
