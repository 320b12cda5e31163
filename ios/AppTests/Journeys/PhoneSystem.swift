import Foundation
import PhotosUI
import SongmingCore
import SongmingKit
import SongmingKitTesting

@testable import App

/// What a phone keeps and does while the process of the app ends and begins: files, keys, the network, other apps, and the
/// person in front of browser, camera and picker.
@MainActor
final class PhoneSystem {
  let folder = FileManager.default.temporaryDirectory.appending(path: "journey-\(UUID().uuidString)")
  let publisher: TestPublisher
  let otherApps = RecordingApps()
  let voice = RecordingVoice()
  let time = GrantedTime()
  /// What the app schedules for the background, when it has left the screen.
  private(set) var scheduled: [SendReport?] = []
  /// The titles of what the core wants to remind of, as the app last read them.
  private(set) var reminders: [String] = []
  /// The core of the current process. Nobody but the app holds it.
  private(set) weak var core: Client?
  private(set) var network = NetworkClass.unmetered
  private var networkListeners: [AsyncStream<NetworkClass>.Continuation] = []
  private let secrets = MemorySecrets()

  /// The person in the browser: gets the page, and returns where the browser was sent; nil if they closed it.
  var inBrowser: @MainActor (_ page: String) async -> String? = { _ in nil }
  /// The person with the camera: the photo that they took.
  var inCamera: @MainActor () -> Data? = { nil }
  /// The person in the picker.
  var inPicker: @MainActor (_ limit: Int?) -> [PhotosPickerItem] = { _ in [] }

  /// The publisher's clock is that of the sample content.
  init() throws {
    publisher = try TestPublisher(TestPublisher.sample + ["--clock", "2026-11-23T10:00:00+08:00"])
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(at: folder)
  }

  func setNetwork(_ network: NetworkClass) {
    self.network = network
    for listener in networkListeners { listener.yield(network) }
  }

  /// What a new process of the app gets.
  func dependencies() -> AppDependencies {
    AppDependencies(
      openClient: { [self] in try await open() }, incoming: folder.appending(path: "incoming"), otherApps: otherApps,
      makeVoice: { [voice] in voice }, makeClerkTools: { [self] in tools(files: $0) },
      networkClasses: { [self] in
        let (classes, continuation) = AsyncStream.makeStream(of: NetworkClass.self)
        continuation.yield(network)
        networkListeners.append(continuation)
        return classes
      },
      updateReminders: { [self] client in
        let titles = try await client.reminders().map(\.title)
        await MainActor.run { reminders = titles }
      },
      backgroundTime: time, scheduleBackground: { [self] in scheduled.append($0) }, cancelBackground: {})
  }

  private func open() async throws -> any CoreClient {
    let client = try await Client.open(
      request: OpenRequest(folder: folder.appending(path: "core").path, publisher: publisher.address))
    core = client
    let opened = GeneratedCoreClient(client)
    opened.account.usePlatform(secrets: secrets, signer: nil)
    return opened
  }

  private func tools(files: IncomingFiles) -> ClerkTools {
    ClerkTools(
      logIn: { [self] page in await inBrowser(page) },
      takePhoto: { [self] in
        guard let photo = inCamera() else { return nil }
        let file = try await files.newCapture()
        try photo.write(to: file)
        return file
      },
      hasCamera: true)
  }
}

/// Other apps of the phone, which note what they are asked for.
@MainActor
final class RecordingApps: OtherApps {
  private(set) var events: [CalendarEvent] = []
  private(set) var openedFiles: [String] = []

  func share(title: String, address: String?) -> Bool { true }

  func dial(_ number: String) async -> Bool { true }

  func showOnMap(_ address: String) async -> Bool { true }

  func open(_ address: String) async -> Bool { true }

  func openFile(_ path: String) -> Bool {
    openedFiles.append(path)
    return true
  }

  func addToCalendar(_ event: CalendarEvent) -> Bool {
    events.append(event)
    return true
  }
}

/// A sentence lasts until the test ends it.
@MainActor
final class RecordingVoice: Voice {
  private(set) var spoken: [String] = []
  private var speaking: CheckedContinuation<Bool, Never>?

  func speak(_ text: String) async -> Bool {
    spoken.append(text)
    return await withCheckedContinuation { speaking = $0 }
  }

  func stop() { end(false) }

  func finishSentence() { end(true) }

  private func end(_ isSpoken: Bool) {
    speaking?.resume(returning: isSpoken)
    speaking = nil
  }
}

/// The time that the system grants when the app leaves the screen.
@MainActor
final class GrantedTime: BackgroundTime {
  private var begun: Set<Int> = []
  private var count = 0

  /// Whether the app is still at work in the background.
  var isRunning: Bool { !begun.isEmpty }

  func begin(onExpiration: @escaping @MainActor @Sendable () async -> Void) -> @MainActor () -> Void {
    count += 1
    let number = count
    begun.insert(number)
    return { self.begun.remove(number) }
  }
}
