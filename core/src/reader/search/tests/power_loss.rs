//! Of the cache and the index either file may lose its last transactions.

use std::sync::Arc;

use super::*;

/// Copies the files of a database, or puts the copies back.
fn copy_database(file: &str, from: &std::path::Path, to: &std::path::Path) {
    for suffix in ["", "-wal", "-shm"] {
        let name = format!("{file}{suffix}");
        let _ = std::fs::remove_file(to.join(&name));
        if from.join(&name).exists() {
            std::fs::copy(from.join(&name), to.join(&name)).unwrap();
        }
    }
}

/// A library whose file of this name is, after a power loss, as it was before `work`.
fn after_power_loss(library: Library, file: &str, work: impl FnOnce(&Library)) -> Library {
    let Library { folder, store } = library;
    drop(store);
    let earlier = tempfile::tempdir().unwrap();
    copy_database(file, folder.path(), earlier.path());
    let open =
        |folder: &tempfile::TempDir| Store::open(folder.path(), Arc::new(Announcer::default()), |_| true).unwrap();
    let library = Library { store: open(&folder), folder };
    work(&library);
    let Library { folder, store } = library;
    drop(store);
    copy_database(file, earlier.path(), folder.path());
    Library { store: open(&folder), folder }
}

#[test]
fn index_that_lost_its_last_steps_is_filled_anew() {
    let library = Library::new();
    library.put(vec![item("a", 10, "杨林", "先来的")]);
    library.update_index();
    let library = after_power_loss(library, "search.sqlite3", |library| {
        library.put(vec![item("b", 20, "小街", "后到的")]);
        library.update_index();
        assert_eq!(library.ids_of("后到"), ["b"]);
    });
    assert_eq!(library.ids_of("后到"), Vec::<String>::new(), "behind");
    library.update_index();
    assert_eq!((library.ids_of("后到"), library.ids_of("先来")), (vec!["b".to_owned()], vec!["a".to_owned()]));
}

#[test]
fn index_that_has_what_the_cache_lost_shows_nothing_of_it() {
    let library = Library::new();
    library.put(vec![item("a", 10, "杨林", "先来的"), item("d", 5, "牛栏江", "消失的")]);
    library.update_index();
    let library = after_power_loss(library, "cache.sqlite3", |library| {
        library.put(vec![item("b", 20, "小街", "后到的")]);
        library.withdraw("d");
        library.update_index();
    });
    // It gets the key that the lost item had.
    library.put(vec![item("c", 20, "嵩阳", "另外的")]);
    assert_eq!(library.ids_of("后到"), Vec::<String>::new());
    library.update_index();
    assert_eq!(library.ids_of("后到"), Vec::<String>::new());
    for (words, id) in [("另外", "c"), ("先来", "a"), ("消失", "d")] {
        assert_eq!(library.ids_of(words), [id], "{words}");
    }
}

#[test]
fn words_of_a_withdrawn_item_do_not_come_back_with_a_lost_step() {
    let library = Library::new();
    library.put(vec![item("a", 10, "杨林", "先来的"), item("b", 20, "小街", "后到的")]);
    library.update_index();
    assert!(library.has_in_file("后到"));
    let library = after_power_loss(library, "search.sqlite3", |library| {
        library.withdraw("b");
        // Only the step that erases: the change of the item is still pending.
        advance_index(library.store.cache(), library.store.search().unwrap()).unwrap();
    });
    library.update_index();
    assert_eq!((library.ids_of("后到"), library.ids_of("先来")), (vec![], vec!["a".to_owned()]));
    assert!(!library.has_in_file("后到"));
}
