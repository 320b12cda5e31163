import SongmingCore

public func itemRow(_ id: String, title: String? = nil, read: Bool = false) -> ItemRow {
  ItemRow(
    id: id, kind: .article, title: title ?? "题 \(id)", summary: "", source: "嵩明发布", module: "news",
    channel: "weibo",
    published: 0, publishedText: "今天", flash: false, corrected: false, image: nil, story: nil,
    versions: 1, alsoIn: [],
    read: read, favourite: false, liked: false)
}

extension ClientError {
  public static let offline = ClientError.Offline(explanation: "没有网络。", code: "no-network")
  public static let withdrawn = ClientError.Rejected(explanation: "这条内容已被撤回。", code: "withdrawn")
}

public let sampleHome = Home(
  alerts: [], top: [], latest: [itemRow("1")], sections: [], unreadTotal: 1, deadlines: [],
  radarUnseen: 0,
  appealsUnseen: 0, submissionsUnseen: 0, updated: nil, updatedText: "刚刚")

public func sampleCatalogue(channels: [Term] = []) -> Catalogue {
  Catalogue(
    version: "1", title: "嵩明融媒", modules: [], channels: channels, sectors: [], parks: [],
    towns: [Term(code: "yanglin", name: "杨林镇")], stations: [], topics: [], sizes: [],
    serviceCategories: [])
}

public func homeEntry(_ code: String, shown: Bool = true, muted: Bool = false) -> HomeEntry {
  HomeEntry(family: .module, code: code, name: code, shown: shown, muted: muted)
}

public let offlineEntry = OfflineEntry(
  what: .item(id: "1"), title: "题 1", kept: false, items: 1, files: 0, held: 0, bytes: 0,
  missingBytes: 0)

public let sampleItemPage = ItemPage(
  article: Article(
    row: itemRow("1"), lead: nil, blocks: [], capped: false, readingMinutes: 60, url: nil,
    authors: [], tags: [],
    sectors: [], parks: [], attachments: [], documents: [], correction: nil, place: nil,
    versions: []),
  details: .plain, offline: offlineEntry, hidden: false)

public let samplePolicy = DisplayPolicy(
  elder: false, theme: .dark, fontSteps: [1, 1.3], fontStep: 1, fontScale: 1.3,
  text: TextSizes(title: 22, headline: 18, body: 16, caption: 12), minText: 12, largestText: 26,
  minTarget: 48,
  minContrast: 4.5, minContrastLarge: 3, lineHeight: 1.5, minLineHeight: 1.3, ads: false,
  manyFingerGestures: false)

public let sampleStorage = StorageUsage(
  items: 1, textBytes: 2, pictures: 3, pictureBytes: 4, documents: 5, documentBytes: 6,
  searchBytes: 7, ownBytes: 8,
  retention: Retention(days: 30, textMegabytes: 50, pictureMegabytes: 200), daySteps: [7, 30],
  pictureSteps: [0, 200],
  traffic: Traffic(requests: 1, sent: 2, received: 3))
