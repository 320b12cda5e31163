import Observation
import SongmingCore

/// One item of any kind, and what a person can do with it.
@Observable @MainActor
public final class ItemModel: ContentModel {
  @ObservationIgnored public private(set) lazy var content = ContentLoader(client, owner: self) {
    try await $0.loadPage()
  }

  private let client: any CoreClient
  private let id: String
  @ObservationIgnored private var isOpened = false

  public init(_ client: any CoreClient, _ id: String) {
    self.client = client
    self.id = id
  }

  private func loadPage() async throws -> ItemPage {
    let page = try await client.items.get(id: id)
    if !isOpened {
      isOpened = true
      await content.reportErrors { try await mark(.open) }
    }
    return page
  }

  private func mark(_ action: MarkAction) async throws {
    try await client.items.mark(requests: [MarkRequest(id: id, action: action)])
  }

  public func setFavourite(_ on: Bool) {
    content.perform { try await self.mark(.favourite(on: on)) }
  }

  public func setLiked(_ on: Bool) {
    content.perform { try await self.mark(.like(on: on)) }
  }

  /// 不感兴趣: whether lists leave the item out.
  public func setHidden(_ on: Bool, onSuccess: @escaping @MainActor () -> Void) {
    content.perform(onSuccess: onSuccess) { try await self.mark(.hide(on: on)) }
  }

  public func markUnread(onSuccess: @escaping @MainActor () -> Void) {
    content.perform(onSuccess: onSuccess) { try await self.mark(.read(on: false)) }
  }

  public func addToListening(onSuccess: @escaping @MainActor () -> Void) {
    content.perform(onSuccess: onSuccess) { try await self.client.listening.add(ids: [self.id]) }
  }

  public func setOffline(_ on: Bool) {
    content.perform {
      let storage = self.client.storage
      try await storage.keepOffline(target: .item(id: self.id), on: on)
      if on { _ = try await storage.loadOffline(target: .item(id: self.id)) }
    }
  }

  public func loadPicture(_ address: String) {
    content.perform { _ = try await self.client.items.loadPictures(id: self.id, address: address) }
  }

  public func toggleMaterial(_ material: Material) {
    content.perform {
      let government = self.client.government
      try await government.tickMaterial(id: self.id, material: material.text, on: !material.ticked)
    }
  }

  public func clearMaterials() {
    content.perform { try await self.client.government.clearTicks(id: self.id) }
  }

  public func acknowledgeAlert(_ identifier: String) {
    content.perform { try await self.client.alerts.acknowledge(identifier: identifier) }
  }

  /// Stores where the person stopped reading: the first visible block, and how much of it is above the screen.
  public func saveReadingPosition(block: UInt32, permille: UInt32) {
    content.perform {
      try await self.mark(.place(place: ReadingPosition(block: block, permille: permille)))
    }
  }
}

extension Article {
  /// Source, authors, time and how long it takes to read.
  public var byline: String {
    let parts =
      [row.source] + authors + [row.publishedText, Words.text("article_reading", readingMinutes)]
    var shown: [String] = []
    for part in parts where !part.isEmpty && !shown.contains(part) { shown.append(part) }
    return shown.joined(separator: "　")
  }
}
