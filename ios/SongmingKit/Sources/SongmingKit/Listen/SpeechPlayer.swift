import Observation
import SongmingCore

/// What the player shows.
public struct PlayerState: Equatable, Sendable {
  public var queue: [ItemRow] = []
  public var item: ItemRow?
  /// The sentences of `item`.
  public var sentences: [Sentence] = []
  /// Index of the current sentence; after the last one, their number.
  public var sentence = 0
  public var speaking = false
  /// This phone has no voice for Chinese.
  public var voiceMissing = false

  public init() {}

  /// The sentence that is spoken now.
  public var current: Sentence? { sentences.indices.contains(sentence) ? sentences[sentence] : nil }
}

/// 听新闻: reads the queue aloud, sentence by sentence. The core stores the position. It belongs to the process and
/// outlives every screen.
@Observable @MainActor
public final class SpeechPlayer {
  public private(set) var state = PlayerState()
  @ObservationIgnored private let client: any CoreClient
  @ObservationIgnored private let voice: any Voice
  @ObservationIgnored private var following: Task<Void, Never>?
  @ObservationIgnored private var speaking: Task<Void, Never>?
  @ObservationIgnored private var isLoaded = false
  @ObservationIgnored private var waiting: [CheckedContinuation<Void, Never>] = []

  public init(client: any CoreClient, voice: any Voice) {
    self.client = client
    self.voice = voice
    let changes = client.changes
    following = Task { [weak self] in
      for await change in changes where change == .all || change == .listening || change == .items {
        guard let self else { return }
        await self.load()
      }
    }
  }

  deinit {
    following?.cancel()
  }

  /// Ends the player with its core.
  public func close() {
    pause()
    following?.cancel()
  }

  /// Returns once the queue has been loaded.
  public func waitUntilLoaded() async {
    if isLoaded { return }
    await withCheckedContinuation { waiting.append($0) }
  }

  private func load() async {
    do {
      try await show(client.listening.queue())
    } catch {
      // The queue stays as it is until the next change.
    }
    isLoaded = true
    for continuation in waiting { continuation.resume() }
    waiting = []
  }

  /// A corrected item is read in its new words; one that left the queue, for example because it was withdrawn, stops
  /// at once.
  private func show(_ queue: ListeningQueue) async throws {
    if let item = state.item, queue.items.contains(where: { $0.id == item.id }) {
      let sentences = try await client.listening.speech(id: item.id)
      if state.item?.id == item.id { state.sentences = sentences }
      state.queue = queue.items
      return
    }
    if state.speaking { pause() }
    let next = queue.items.first { $0.id == queue.current } ?? queue.items.first
    var sentences: [Sentence] = []
    if let next { sentences = try await client.listening.speech(id: next.id) }
    state.queue = queue.items
    state.item = next
    state.sentences = sentences
    state.sentence = next != nil && next?.id == queue.current ? Int(queue.sentence) : 0
  }

  private func speech(_ id: String) async -> [Sentence] {
    (try? await client.listening.speech(id: id)) ?? []
  }

  public func play() {
    guard !state.speaking, state.item != nil else { return }
    // An item that was read to its end starts again.
    if state.sentence >= state.sentences.count { state.sentence = 0 }
    state.speaking = true
    state.voiceMissing = false
    speaking = Task { await readQueue() }
  }

  /// Reads from the current sentence to the end of the queue.
  private func readQueue() async {
    while let item = state.item {
      let index = state.sentence
      guard let sentence = state.current else {
        guard let next = beside(1) else { break }
        await move(to: next)
        if Task.isCancelled { return }
        continue
      }
      await savePosition(item.id, index)
      if Task.isCancelled { return }
      let spoken = await voice.speak(sentence.spoken)
      // Whatever stopped it changed the state already.
      if Task.isCancelled { return }
      guard spoken else {
        state.voiceMissing = true
        break
      }
      state.sentence = index + 1
    }
    state.speaking = false
  }

  public func pause() {
    stopVoice()
    state.speaking = false
  }

  private func stopVoice() {
    speaking?.cancel()
    voice.stop()
  }

  /// Moves to an item of the queue.
  public func select(_ item: ItemRow) {
    moveAndGoOn { await $0.move(to: item) }
  }

  public func nextItem() {
    if let item = beside(1) { select(item) }
  }

  public func previousItem() {
    if let item = beside(-1) { select(item) }
  }

  /// Moves by sentences within the item, backward if `count` is negative.
  public func step(by count: Int) {
    moveAndGoOn { player in
      let to = min(max(player.state.sentence + count, 0), max(player.state.sentences.count - 1, 0))
      player.state.sentence = to
      if let item = player.state.item { await player.savePosition(item.id, to) }
    }
  }

  public func remove(_ id: String) {
    Task { [client] in
      // If it fails, the item stays in the queue, and on the screen.
      try? await client.listening.remove(ids: [id])
    }
  }

  private func beside(_ distance: Int) -> ItemRow? {
    let index = (state.queue.firstIndex { $0.id == state.item?.id } ?? -1) + distance
    return state.queue.indices.contains(index) ? state.queue[index] : nil
  }

  /// Moves, and goes on speaking if it was. In between, the state is still speaking.
  private func moveAndGoOn(_ move: @escaping @MainActor (SpeechPlayer) async -> Void) {
    stopVoice()
    speaking = Task {
      await move(self)
      if state.speaking, !Task.isCancelled { await readQueue() }
    }
  }

  private func move(to item: ItemRow) async {
    let sentences = await speech(item.id)
    // Another command moved elsewhere meanwhile.
    if Task.isCancelled { return }
    state.item = item
    state.sentences = sentences
    state.sentence = 0
    await savePosition(item.id, 0)
  }

  private func savePosition(_ id: String, _ sentence: Int) async {
    // If it fails, only the position after a restart is lost.
    try? await client.listening.setPosition(id: id, sentence: UInt32(sentence))
  }
}
