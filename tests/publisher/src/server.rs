//! Starting and stopping the publisher.

use crate::account::Accounts;
use crate::archive::{Archive, ArchiveError};
use crate::content::{self, Content};
use crate::control::{self, Control};
use crate::fault::{self, Interceptor};
use crate::media::Library;
use crate::moment::Moment;
use crate::public::{self, Site, SiteOptions};
use crate::socket::{ConnectionHandle, Connections, CountingListener};
use crate::synthetic;
use crate::tokens::{self, Secret};
use crate::uploads::{self, store::Store};
use crate::{appeals, desk, desk_session, login, publication, review, submissions};
use axum::Router;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use httpdate::HttpDate;
use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::runtime::{self, Runtime};
use tokio::task::JoinHandle;

/// What to publish, and on which ports.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder with catalogue, items and media; required unless `synthetic` is set.
    pub content: Option<PathBuf>,
    /// The database file; one that holds items already is published as it is. What is uploaded is in the folder
    /// `FILE.media` beside it. `None` for a temporary database and a temporary folder.
    pub data: Option<PathBuf>,
    /// Address of the public port.
    pub listen: SocketAddr,
    /// Address of the control port.
    pub control: SocketAddr,
    /// Items on a page.
    pub page_size: usize,
    /// Changes that the log keeps; 0 for all.
    pub retain: u64,
    /// How many generated items to publish instead of those of the content, whose catalogue and media are still used.
    pub synthetic: Option<usize>,
    /// Gives every generated item its own picture.
    pub synthetic_pictures: bool,
    /// Scheme and authority of absolute addresses; `None` for those of each request.
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

/// The seed of the generated items.
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
    connections: [Connections; 2],
    tasks: [JoinHandle<()>; 2],
    runtime: Option<Runtime>,
    /// Removed when this is dropped.
    _temporary: Option<TempDir>,
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handle").field("public", &self.public).field("control", &self.control).finish_non_exhaustive()
    }
}

impl Handle {
    /// The base address of the public port, `http://address:port`.
    pub fn public_url(&self) -> String {
        format!("http://{}", self.public)
    }

    /// The base address of the control port, `http://address:port`.
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
        for connections in &self.connections {
            connections.shut_down();
        }
        if let Some(runtime) = self.runtime.take() {
            // Dropping it would wait for its tasks, which is not allowed in an asynchronous test.
            runtime.shutdown_background();
        }
    }
}

/// Starts the publisher on its own runtime. May be called from any thread, also of another runtime.
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

/// Starts the publisher on the given runtime.
pub fn start_on(runtime: &runtime::Handle, options: Options) -> Result<Handle, StartError> {
    let _entered = runtime.enter();
    let archive = Archive::open(options.data.as_deref(), options.retain).map_err(failed("data file"))?;
    appeals::create_tables(&archive).map_err(failed("data file"))?;
    create_tables(&archive).map_err(failed("data file"))?;
    let mut library = fill(&archive, &options)?;
    archive
        .with_connection(|connection| publication::restore(connection, &mut library))
        .map_err(failed("data file"))?;
    // Beside the data file, so that nobody who has a copy of that alone can make tokens.
    let secret = Secret::open(options.data.as_ref().map(|data| data.with_extension("secret")).as_deref());
    let secret = secret.map_err(failed("secret"))?;
    let catalogue = archive.state().catalogue;
    let accounts = Accounts::load(options.content.as_deref(), &catalogue.value, secret).map_err(failed("accounts"))?;
    let public = bind(options.listen).map_err(failed("public port"))?;
    let control = bind(options.control).map_err(failed("control port"))?;
    let public_address = public.local_addr().map_err(failed("public port"))?;
    let control_address = control.local_addr().map_err(failed("control port"))?;
    let site_options = SiteOptions {
        page_size: options.page_size.max(1),
        base: options.base.map(|base| base.trim_end_matches('/').to_owned()),
        authority: public_address.to_string(),
    };
    let site = Arc::new(Site::new(archive, library, accounts, site_options));
    let (folder, temporary) = media_folder(options.data.as_deref()).map_err(failed("media folder"))?;
    let uploads = Arc::new(Store::open(site.clone(), &folder).map_err(failed("media folder"))?);
    let connections = [Connections::default(), Connections::default()];
    let interceptor = Interceptor::new(connections[0].clone());
    let control_routes =
        control::router(Control { site: site.clone(), uploads: uploads.clone(), interceptor: interceptor.clone() });
    let public_routes = public::router(site.clone())
        .merge(appeals::router(site.clone()))
        .merge(login::router(site.clone()))
        .merge(submissions::router(site.clone()))
        .merge(desk::router(site))
        .merge(uploads::router(uploads));
    let public_routes =
        public_routes.layer(axum::middleware::from_fn_with_state(interceptor.clone(), fault::intercept));
    let public_routes = if Moment::clock_is_set() {
        public_routes.layer(axum::middleware::map_response(set_date))
    } else {
        public_routes
    };
    let public = CountingListener {
        listener: public,
        connections: connections[0].clone(),
        refuse: Box::new(move || interceptor.refuses()),
    };
    let control =
        CountingListener { listener: control, connections: connections[1].clone(), refuse: Box::new(|| false) };
    let tasks = [serve(runtime, public, public_routes), serve(runtime, control, control_routes)];
    Ok(Handle {
        public: public_address,
        control: control_address,
        connections,
        tasks,
        runtime: None,
        _temporary: temporary,
    })
}

/// The folder of uploads, and what removes it in the end if it is a temporary one.
fn media_folder(data: Option<&Path>) -> io::Result<(PathBuf, Option<TempDir>)> {
    let Some(data) = data else {
        let folder = TempDir::with_prefix("songming-publisher-")?;
        return Ok((folder.path().to_owned(), Some(folder)));
    };
    let mut folder = data.as_os_str().to_owned();
    folder.push(".media");
    Ok((folder.into(), None))
}

/// Creates the tables of logins and submissions if they are missing.
fn create_tables(archive: &Archive) -> Result<(), ArchiveError> {
    archive.with_connection(|connection| {
        let schemas = [tokens::SCHEMA, desk_session::SCHEMA, review::SCHEMA, publication::SCHEMA];
        schemas.into_iter().try_for_each(|schema| Ok(connection.execute_batch(schema)?))
    })
}

/// Sets `Date` to the publisher's clock, if that is not the system's.
async fn set_date(mut response: Response) -> Response {
    let date =
        HttpDate::from(SystemTime::UNIX_EPOCH + Duration::from_millis(Moment::now().milliseconds().unsigned_abs()));
    if let Ok(date) = HeaderValue::from_str(&date.to_string()) {
        response.headers_mut().insert(header::DATE, date);
    }
    response
}

/// Loads the content, publishes it if the archive is empty, and returns the media.
fn fill(archive: &Archive, options: &Options) -> Result<Library, StartError> {
    let content = match (&options.content, options.synthetic) {
        (Some(folder), None) => content::load(folder).map_err(failed("content"))?,
        (Some(folder), Some(_)) => {
            let catalogue = content::load_catalogue(folder).map_err(failed("content"))?;
            let mut library = Library::load(&folder.join("media")).map_err(failed("media"))?;
            add_generated_pictures(&mut library, options);
            Content { catalogue, library, events: Vec::new() }
        }
        (None, Some(_)) => {
            let mut library = Library::default();
            add_generated_pictures(&mut library, options);
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

fn add_generated_pictures(library: &mut Library, options: &Options) {
    if let Some(count) = options.synthetic.filter(|_| options.synthetic_pictures) {
        (1..=count).for_each(|number| library.add_generated(number));
    }
}

fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let listener = std::net::TcpListener::bind(address)?;
    listener.set_nonblocking(true)?;
    TcpListener::from_std(listener)
}

fn serve(runtime: &runtime::Handle, port: CountingListener, router: Router) -> JoinHandle<()> {
    let service = router.into_make_service_with_connect_info::<ConnectionHandle>();
    runtime.spawn(async move {
        // It ends only when the task is aborted.
        let _ = axum::serve(port, service).await;
    })
}
