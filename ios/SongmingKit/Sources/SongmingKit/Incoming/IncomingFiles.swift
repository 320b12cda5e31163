import Foundation

/// The inbox in the folder that the app and its share extension have in common.
///
/// Two processes use it at the same time. A batch of the extension becomes visible to the app by one rename, when it
/// is complete; from then on only the app touches it.
public actor IncomingFiles: FileInbox {
  /// Why a file was not received, other than an error of the file system.
  private enum Refusal: Error {
    case notAFile
    case tooLarge
  }

  private let inbox: URL
  private let unfinished: URL
  private let captures: URL
  private let files = FileManager.default

  /// `folder`: the shared folder. The three folders in it are on one volume, so that a rename is enough.
  public init(folder: URL) {
    inbox = folder.appendingPathComponent("incoming", isDirectory: true)
    unfinished = folder.appendingPathComponent("incoming-unfinished", isDirectory: true)
    captures = folder.appendingPathComponent("captures", isDirectory: true)
  }

  public func receive(batch: String, files offered: [OfferedFile]) async -> [UnreadFile] {
    await receive(into: folder(batch), files: offered)
  }

  /// Receives a whole batch and shows it to the app once it is complete; nothing of it is visible if it is empty or
  /// fails.
  ///
  /// - Throws: an error of the file system if the batch could not be shown.
  public func publish(batch: String, texts: [String: String], files offered: [OfferedFile]) async throws -> [UnreadFile]
  {
    let building = try temporary()
    defer { try? files.removeItem(at: building) }
    for (name, text) in texts where !text.isEmpty { try write(text, to: building.appendingPathComponent(name)) }
    let unread = await receive(into: building, files: offered)
    if try files.contentsOfDirectory(atPath: building.path).isEmpty { return unread }
    try makeFolder(inbox)
    try files.moveItem(at: building, to: folder(batch))
    return unread
  }

  private func receive(into folder: URL, files offered: [OfferedFile]) async -> [UnreadFile] {
    var unread: [UnreadFile] = []
    for file in offered {
      let name = Self.shortened(file.name)
      do {
        // Each copy has a folder of its own: two files of another app may have the same name.
        let place = try temporary()
        defer { try? files.removeItem(at: place) }
        let copy = try await file.copy(place)
        try check(copy)
        try synchronize(copy)
        try move(copy, into: folder, name: name)
      } catch {
        unread.append(UnreadFile(name: name, noSpace: error.isNoSpace))
      }
    }
    return unread
  }

  /// A new address for a photo that is to be taken.
  public func newCapture() throws -> URL {
    try makeFolder(captures)
    return captures.appendingPathComponent("\(UUID().uuidString).jpg")
  }

  public func receiveCapture(batch: String, capture: URL) async -> [UnreadFile] {
    guard files.fileExists(atPath: capture.path) else { return [] }
    let name = capture.lastPathComponent
    do {
      try synchronize(capture)
      try move(capture, into: folder(batch), name: name)
      return []
    } catch {
      return [UnreadFile(name: name, noSpace: error.isNoSpace)]
    }
  }

  public func waiting(batch: String) async -> [IncomingFile] {
    received(in: folder(batch)).map { IncomingFile(path: $0.path, name: Self.name(of: $0)) }
  }

  public func remove(_ file: IncomingFile) async {
    let stored = URL(fileURLWithPath: file.path)
    try? files.removeItem(at: stored)
    let folder = stored.deletingLastPathComponent()
    if let rest = try? files.contentsOfDirectory(atPath: folder.path), rest.isEmpty {
      try? files.removeItem(at: folder)
    }
  }

  public func clear(batch: String) async {
    try? files.removeItem(at: folder(batch))
  }

  /// The batches whose names begin so.
  public func batches(prefix: String) async -> [String] {
    ((try? files.contentsOfDirectory(atPath: inbox.path)) ?? []).filter { $0.hasPrefix(prefix) }.sorted()
  }

  public func writeText(batch: String, name: String, text: String) async throws {
    try makeFolder(folder(batch))
    try write(text, to: folder(batch).appendingPathComponent(name))
  }

  /// Empty if there is no such text.
  public func readText(batch: String, name: String) async -> String {
    guard let data = files.contents(atPath: folder(batch).appendingPathComponent(name).path) else { return "" }
    return String(decoding: data, as: UTF8.self)
  }

  /// The files that were received for one batch are of another one from now on, after those that wait there; its
  /// texts are deleted.
  public func moveFiles(batch: String, to target: String) async throws {
    for file in received(in: folder(batch)) { try move(file, into: folder(target), name: Self.name(of: file)) }
    // All texts go at once: a part of them would be another batch.
    let done = try temporary()
    defer { try? files.removeItem(at: done) }
    try files.moveItem(at: folder(batch), to: done.appendingPathComponent("batch"))
  }

  /// Deletes the batches whose names begin so and that are older than `age` seconds, and copies that were never
  /// completed. What the other process may be copying now stays.
  public func deleteOlder(prefix: String, age: TimeInterval) async {
    for batch in await batches(prefix: prefix) { deleteIfOlder(folder(batch), age: age) }
    for name in (try? files.contentsOfDirectory(atPath: unfinished.path)) ?? [] {
      deleteIfOlder(unfinished.appendingPathComponent(name), age: Self.unfinishedAge)
    }
  }

  private func deleteIfOlder(_ folder: URL, age: TimeInterval) {
    guard let changed = (try? files.attributesOfItem(atPath: folder.path))?[.modificationDate] as? Date else { return }
    if changed.timeIntervalSinceNow < -age { try? files.removeItem(at: folder) }
  }

  /// Gives a complete file its place: the number of its order, and its name.
  private func move(_ file: URL, into folder: URL, name: String) throws {
    try makeFolder(folder)
    let last = received(in: folder).compactMap { Self.number(of: $0) }.max() ?? 0
    let safe = String(Self.shortened(name).map { Self.isSafe($0) ? $0 : "_" })
    // In a file name a number has no locale.
    let digits = String(last + 1)
    let number = String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    try files.moveItem(at: file, to: folder.appendingPathComponent("\(number)-\(safe)"))
  }

  private func received(in folder: URL) -> [URL] {
    let names = (try? files.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.sorted().map { folder.appendingPathComponent($0) }.filter { Self.number(of: $0) != nil }
  }

  /// Refuses what is not one file, for example a link to a file of this app, and what is too large for the centre.
  private func check(_ file: URL) throws {
    let attributes = try files.attributesOfItem(atPath: file.path)
    guard attributes[.type] as? FileAttributeType == .typeRegular else { throw Refusal.notAFile }
    guard let size = attributes[.size] as? NSNumber, size.int64Value <= Self.maxBytes else { throw Refusal.tooLarge }
  }

  private func write(_ text: String, to file: URL) throws {
    try Data(text.utf8).write(to: file)
    try synchronize(file)
  }

  private func synchronize(_ file: URL) throws {
    let handle = try FileHandle(forUpdating: file)
    defer { try? handle.close() }
    try handle.synchronize()
  }

  private func temporary() throws -> URL {
    let folder = unfinished.appendingPathComponent(UUID().uuidString, isDirectory: true)
    try makeFolder(folder)
    return folder
  }

  private func makeFolder(_ folder: URL) throws {
    try files.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  /// The name of a batch is an id, and never a path.
  private func folder(_ batch: String) -> URL {
    let id = batch.filter { $0.isLetter || $0.isNumber || $0 == "-" }
    return inbox.appendingPathComponent(id.isEmpty ? "-" : id, isDirectory: true)
  }

  private static func shortened(_ name: String) -> String {
    var short = String.UnicodeScalarView()
    short.append(contentsOf: name.unicodeScalars.prefix(maxName))
    return String(short)
  }

  private static func isSafe(_ character: Character) -> Bool {
    character != "/" && character.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
  }

  private static func number(of file: URL) -> Int? {
    let parts = file.lastPathComponent.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    return parts.count == 2 ? Int(parts[0]) : nil
  }

  private static func name(of file: URL) -> String {
    let name = file.lastPathComponent
    guard let dash = name.firstIndex(of: "-") else { return name }
    return String(name[name.index(after: dash)...])
  }

  /// More than the centre takes of a video.
  private static let maxBytes: Int64 = 1 << 30

  /// Unicode scalars, which have at most 4 bytes each; a file name has at most 255 bytes.
  private static let maxName = 60

  /// Seconds; longer than any share takes.
  private static let unfinishedAge: TimeInterval = 24 * 60 * 60
}

extension Error {
  /// Whether the phone's storage is full.
  fileprivate var isNoSpace: Bool {
    var next: NSError? = self as NSError
    while let error = next {
      if error.domain == NSCocoaErrorDomain, error.code == CocoaError.fileWriteOutOfSpace.rawValue { return true }
      if error.domain == NSPOSIXErrorDomain, [ENOSPC, EDQUOT].contains(Int32(error.code)) { return true }
      next = error.userInfo[NSUnderlyingErrorKey] as? NSError
    }
    return false
  }
}
