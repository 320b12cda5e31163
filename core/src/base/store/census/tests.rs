use super::*;

fn open(folder: &Path) -> Connection {
    let connection = Connection::open(folder.join("file")).unwrap();
    connection.execute_batch("PRAGMA auto_vacuum=INCREMENTAL; PRAGMA journal_mode=WAL").unwrap();
    connection
}

/// What the schema says, read past every cache.
fn schema(connection: &Connection) -> Roots {
    let mut query = connection.prepare("SELECT name, rootpage FROM sqlite_schema WHERE rootpage > 0").unwrap();
    query.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect()
}

#[test]
fn every_change_of_the_schema_is_counted_whoever_made_it() {
    let folder = tempfile::tempdir().unwrap();
    let (own, other) = (open(folder.path()), open(folder.path()));
    let path = folder.path().join("census");
    let mut census = Census::new(path.clone());
    for (connection, change) in [
        (&own, "CREATE TABLE one (a TEXT); CREATE TABLE two (a TEXT)"),
        (&own, "INSERT INTO one VALUES ('a')"),
        (&other, "CREATE INDEX of_two ON two (a); INSERT INTO two VALUES ('a'), ('b')"),
        (&own, "DELETE FROM one"),
        // Moves a tree into the place of the one that goes.
        (&other, "DROP TABLE one"),
        (&own, "CREATE TABLE three (a TEXT); INSERT INTO three VALUES ('a')"),
        (&own, "VACUUM"),
        (&other, "ALTER TABLE three RENAME TO four"),
    ] {
        connection.execute_batch(change).unwrap();
        census.update(&own).unwrap();
        assert_eq!(Census::load_roots(&path), schema(&own), "{change}");
        let counts: Counts = Census::load(&path).into_iter().filter(|(table, _)| table != "root").collect();
        assert_eq!(counts, count(&own).unwrap(), "{change}");
    }
}

/// Reading the schema after every commit is what this saves.
#[test]
fn schema_of_the_same_version_is_not_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let connection = open(folder.path());
    connection.execute_batch("CREATE TABLE one (a TEXT); CREATE TABLE two (a TEXT)").unwrap();
    let path = folder.path().join("census");
    let mut census = Census::new(path.clone());
    census.update(&connection).unwrap();
    let before = schema(&connection);
    // Only this changes the schema without another version.
    let swap =
        "PRAGMA writable_schema=ON; UPDATE sqlite_schema SET rootpage = 7 - rootpage; PRAGMA writable_schema=OFF";
    connection.execute_batch(swap).unwrap();
    let after = schema(&connection);
    assert_ne!(before, after);
    census.update(&connection).unwrap();
    assert_eq!(Census::load_roots(&path), before);
    // Another file, as far as the census knows.
    census.forget_schema();
    census.update(&connection).unwrap();
    assert_eq!(Census::load_roots(&path), after);
}
