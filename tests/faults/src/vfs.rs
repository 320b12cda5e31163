//! A layer between SQLite and the disk. It is SQLite's default file system, so the core opens its databases as always;
//! what happens to the files below a watched folder is decided by a [`Disk`], and everything else passes through.
//!
//! This is the only unsafe code of the project. A file of this layer is a `LayerFile` followed in memory by the file of
//! the real layer; every call is passed on to that one.

use std::ffi::{CStr, OsStr, c_char, c_int, c_void};
use std::mem::size_of;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::ptr;
use std::slice;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use rusqlite::ffi::{
    SQLITE_CANTOPEN, SQLITE_FULL, SQLITE_IOERR, SQLITE_IOERR_DELETE, SQLITE_IOERR_FSYNC, SQLITE_IOERR_READ,
    SQLITE_IOERR_TRUNCATE, SQLITE_IOERR_WRITE, SQLITE_OK, SQLITE_OPEN_CREATE, SQLITE_OPEN_READONLY,
    SQLITE_OPEN_READWRITE, SQLITE_READONLY, sqlite3_file, sqlite3_int64, sqlite3_io_methods, sqlite3_vfs,
    sqlite3_vfs_find, sqlite3_vfs_register,
};

/// What happens to a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It reaches the disk.
    Pass,
    /// It does not, because there is no room.
    Full,
    /// It does not, because the device fails.
    Broken,
    /// It does not, because the file cannot be written.
    ReadOnly,
    /// So many bytes are written, then there is no room.
    Shortened(usize),
    /// So many bytes are written, then the device fails.
    Torn(usize),
}

/// Decides what happens to the files below a watched folder.
pub trait Disk: Send + Sync {
    /// A file is opened.
    fn open(&self, _path: &Path) -> Verdict {
        Verdict::Pass
    }
    /// Bytes are read.
    fn read(&self, _path: &Path) -> Verdict {
        Verdict::Pass
    }
    /// Bytes are written.
    fn write(&self, _path: &Path, _offset: u64, _bytes: &[u8]) -> Verdict {
        Verdict::Pass
    }
    /// A file is flushed.
    fn sync(&self, _path: &Path) -> Verdict {
        Verdict::Pass
    }
    /// A file is cut.
    fn truncate(&self, _path: &Path, _size: u64) -> Verdict {
        Verdict::Pass
    }
    /// A file is deleted.
    fn delete(&self, _path: &Path) -> Verdict {
        Verdict::Pass
    }
}

type Watched = (PathBuf, Arc<dyn Disk>);

static WATCHED: RwLock<Vec<Watched>> = RwLock::new(Vec::new());
static REAL: OnceLock<RealVfs> = OnceLock::new();

struct RealVfs(*mut sqlite3_vfs);

// SAFETY: SQLite's own vfs is a static that lives as long as the process and may be used from any thread.
unsafe impl Send for RealVfs {}
// SAFETY: as above.
unsafe impl Sync for RealVfs {}

/// Ends the watching of a folder when it is dropped.
pub struct Watch {
    folder: PathBuf,
}

impl Drop for Watch {
    fn drop(&mut self) {
        let mut watched = WATCHED.write().unwrap_or_else(PoisonError::into_inner);
        watched.retain(|(folder, _)| *folder != self.folder);
    }
}

/// Lets `disk` decide what happens to the databases below `folder`. Only those that are opened by a connection made after
/// the first call of the process.
pub fn watch(folder: &Path, disk: Arc<dyn Disk>) -> Watch {
    install();
    let folder = folder.to_owned();
    WATCHED.write().unwrap_or_else(PoisonError::into_inner).push((folder.clone(), disk));
    Watch { folder }
}

/// Makes the layer SQLite's default, once.
pub fn install() {
    REAL.get_or_init(|| {
        // SAFETY: a null name asks for the default vfs, which SQLite has on every platform of the tests. The copy is
        // leaked, so it lives as long as SQLite uses it, and its other members are those of the vfs that it copies.
        unsafe {
            let real = sqlite3_vfs_find(ptr::null());
            assert!(!real.is_null(), "SQLite has a default file system");
            let mut layer = Box::new(*real);
            layer.zName = c"songming-faults".as_ptr();
            layer.pNext = ptr::null_mut();
            layer.szOsFile += size_of::<LayerFile>() as c_int;
            layer.xOpen = Some(open);
            layer.xDelete = Some(delete);
            assert_eq!(sqlite3_vfs_register(Box::into_raw(layer), 1), SQLITE_OK);
            RealVfs(real)
        }
    });
}

fn verdict(path: &Path, ask: impl Fn(&dyn Disk) -> Verdict) -> Verdict {
    let disk = {
        let watched = WATCHED.read().unwrap_or_else(PoisonError::into_inner);
        watched.iter().find(|(folder, _)| path.starts_with(folder)).map(|(_, disk)| Arc::clone(disk))
    };
    disk.map_or(Verdict::Pass, |disk| ask(&*disk))
}

/// SQLite's code for a refused call; `broken` is the one for a failing device.
fn code(verdict: Verdict, broken: c_int) -> c_int {
    match verdict {
        Verdict::Pass => SQLITE_OK,
        Verdict::Full | Verdict::Shortened(_) => SQLITE_FULL,
        Verdict::Broken | Verdict::Torn(_) => broken,
        Verdict::ReadOnly => SQLITE_READONLY,
    }
}

/// The head of a file of this layer; its size is a multiple of the alignment that SQLite gives, eight bytes.
#[repr(C)]
struct LayerFile {
    base: sqlite3_file,
    /// Owned; null if the file has no name.
    path: *mut PathBuf,
}

/// The file of the real layer.
///
/// # Safety
///
/// `file` was given by SQLite to a function of this layer.
unsafe fn real_file(file: *mut sqlite3_file) -> *mut sqlite3_file {
    // SAFETY: SQLite allocated `szOsFile` bytes, which is the head and the real file after it.
    unsafe { file.cast::<LayerFile>().add(1).cast() }
}

/// The path of a file; empty if it has none.
///
/// # Safety
///
/// As [`real_file`], and the result is not used after the file was closed.
unsafe fn path_of<'a>(file: *mut sqlite3_file) -> &'a Path {
    // SAFETY: `open` set the member to null or to a leaked box, which `close` frees.
    unsafe { (*file.cast::<LayerFile>()).path.as_ref().map_or(Path::new(""), PathBuf::as_path) }
}

/// # Safety
///
/// `name` is null or a string that ends in a zero.
unsafe fn named(name: *const c_char) -> Option<PathBuf> {
    // SAFETY: the caller's promise.
    (!name.is_null()).then(|| unsafe { Path::new(OsStr::from_bytes(CStr::from_ptr(name).to_bytes())).to_owned() })
}

unsafe extern "C" fn open(
    _vfs: *mut sqlite3_vfs,
    name: *const c_char,
    file: *mut sqlite3_file,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    // SAFETY: the arguments are SQLite's for a file of this layer; the real vfs was found before this one was registered.
    unsafe {
        (*file).pMethods = ptr::null();
        let Some(RealVfs(real)) = REAL.get() else { return SQLITE_CANTOPEN };
        let path = named(name);
        let mut flags = flags;
        if let Some(path) = &path {
            match verdict(path, |disk| disk.open(path)) {
                Verdict::Pass => {}
                // What the real layer does with a file that the process may not write.
                Verdict::ReadOnly => {
                    flags = (flags & !(SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)) | SQLITE_OPEN_READONLY;
                }
                _ => return SQLITE_CANTOPEN,
            }
        }
        let Some(real_open) = (**real).xOpen else { return SQLITE_CANTOPEN };
        let below = real_file(file);
        (*below).pMethods = ptr::null();
        let opened = real_open(*real, name, below, flags, out);
        if (*below).pMethods.is_null() {
            return opened;
        }
        let head = file.cast::<LayerFile>();
        (*head).path = path.map_or(ptr::null_mut(), |path| Box::into_raw(Box::new(path)));
        (*head).base.pMethods = &METHODS;
        opened
    }
}

unsafe extern "C" fn delete(_vfs: *mut sqlite3_vfs, name: *const c_char, sync: c_int) -> c_int {
    // SAFETY: the arguments are SQLite's; the real vfs was found before this one was registered.
    unsafe {
        let Some(path) = named(name) else { return SQLITE_IOERR_DELETE };
        let Some(RealVfs(real)) = REAL.get() else { return SQLITE_IOERR_DELETE };
        match (verdict(&path, |disk| disk.delete(&path)), (**real).xDelete) {
            (Verdict::Pass, Some(real_delete)) => real_delete(*real, name, sync),
            _ => SQLITE_IOERR_DELETE,
        }
    }
}

/// Calls the real file's method with the same arguments; fails if it has none.
macro_rules! pass {
    ($method:ident, $file:ident $(, $argument:expr)*) => {
        // SAFETY: the arguments are SQLite's for a file of this layer, passed on as they came.
        unsafe {
            let below = real_file($file);
            match (*(*below).pMethods).$method {
                Some(method) => method(below $(, $argument)*),
                None => SQLITE_IOERR,
            }
        }
    };
}

unsafe extern "C" fn close(file: *mut sqlite3_file) -> c_int {
    let closed = pass!(xClose, file);
    // SAFETY: SQLite closes a file once and does not use it afterwards; the box was leaked by `open`.
    unsafe {
        let path = (*file.cast::<LayerFile>()).path;
        if !path.is_null() {
            drop(Box::from_raw(path));
        }
    }
    closed
}

unsafe extern "C" fn write(
    file: *mut sqlite3_file,
    data: *const c_void,
    amount: c_int,
    offset: sqlite3_int64,
) -> c_int {
    // SAFETY: SQLite gives `amount` bytes at `data`.
    let (path, bytes) = unsafe { (path_of(file), slice::from_raw_parts(data.cast::<u8>(), amount as usize)) };
    let verdict = verdict(path, |disk| disk.write(path, offset as u64, bytes));
    if let Verdict::Torn(part) | Verdict::Shortened(part) = verdict {
        let part = part.min(bytes.len()) as c_int;
        let _ = pass!(xWrite, file, data, part, offset);
    }
    match verdict {
        Verdict::Pass => pass!(xWrite, file, data, amount, offset),
        refused => code(refused, SQLITE_IOERR_WRITE),
    }
}

unsafe extern "C" fn sync(file: *mut sqlite3_file, flags: c_int) -> c_int {
    // SAFETY: the file is SQLite's, and open.
    let path = unsafe { path_of(file) };
    match verdict(path, |disk| disk.sync(path)) {
        Verdict::Pass => pass!(xSync, file, flags),
        refused => code(refused, SQLITE_IOERR_FSYNC),
    }
}

unsafe extern "C" fn truncate(file: *mut sqlite3_file, size: sqlite3_int64) -> c_int {
    // SAFETY: the file is SQLite's, and open.
    let path = unsafe { path_of(file) };
    match verdict(path, |disk| disk.truncate(path, size as u64)) {
        Verdict::Pass => pass!(xTruncate, file, size),
        refused => code(refused, SQLITE_IOERR_TRUNCATE),
    }
}

unsafe extern "C" fn read(file: *mut sqlite3_file, data: *mut c_void, amount: c_int, offset: sqlite3_int64) -> c_int {
    // SAFETY: the file is SQLite's, and open.
    let path = unsafe { path_of(file) };
    match verdict(path, |disk| disk.read(path)) {
        Verdict::Pass => pass!(xRead, file, data, amount, offset),
        _ => SQLITE_IOERR_READ,
    }
}

unsafe extern "C" fn file_size(file: *mut sqlite3_file, size: *mut sqlite3_int64) -> c_int {
    pass!(xFileSize, file, size)
}

unsafe extern "C" fn lock(file: *mut sqlite3_file, level: c_int) -> c_int {
    pass!(xLock, file, level)
}

unsafe extern "C" fn unlock(file: *mut sqlite3_file, level: c_int) -> c_int {
    pass!(xUnlock, file, level)
}

unsafe extern "C" fn check_reserved_lock(file: *mut sqlite3_file, out: *mut c_int) -> c_int {
    pass!(xCheckReservedLock, file, out)
}

unsafe extern "C" fn file_control(file: *mut sqlite3_file, operation: c_int, argument: *mut c_void) -> c_int {
    pass!(xFileControl, file, operation, argument)
}

unsafe extern "C" fn sector_size(file: *mut sqlite3_file) -> c_int {
    pass!(xSectorSize, file)
}

unsafe extern "C" fn device_characteristics(file: *mut sqlite3_file) -> c_int {
    pass!(xDeviceCharacteristics, file)
}

unsafe extern "C" fn shm_map(
    file: *mut sqlite3_file,
    page: c_int,
    size: c_int,
    extend: c_int,
    out: *mut *mut c_void,
) -> c_int {
    pass!(xShmMap, file, page, size, extend, out)
}

unsafe extern "C" fn shm_lock(file: *mut sqlite3_file, offset: c_int, count: c_int, flags: c_int) -> c_int {
    pass!(xShmLock, file, offset, count, flags)
}

unsafe extern "C" fn shm_barrier(file: *mut sqlite3_file) {
    // SAFETY: the file is SQLite's, and open.
    unsafe {
        let below = real_file(file);
        if let Some(method) = (*(*below).pMethods).xShmBarrier {
            method(below);
        }
    }
}

unsafe extern "C" fn shm_unmap(file: *mut sqlite3_file, delete: c_int) -> c_int {
    pass!(xShmUnmap, file, delete)
}

/// Version 2: without memory-mapped pages, so that every read and write comes through here.
static METHODS: sqlite3_io_methods = sqlite3_io_methods {
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved_lock),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(device_characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};
