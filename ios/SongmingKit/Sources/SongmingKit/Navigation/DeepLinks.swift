import Foundation

/// Links that lead into the app.
public enum DeepLinks {
  private static let scheme = "songming"
  private static let maxLength = 200

  /// Names of screens in links and in the publisher's service directory.
  private static let screens: [String: Screen] = [
    "home": .home,
    "party": .party,
    "government": .government,
    "appeal": .appealForm,
    "industry": .industry,
    "radar": .radar,
    "service": .service,
    "station": .station,
    "alert": .alerts,
    "search": .search,
    "listen": .listening,
  ]

  public static func screen(named name: String) -> Screen? { screens[name] }

  /// The destination of a link: `songming://item/ID`, `songming://topic/NAME`, `songming://appeal/ID`,
  /// `songming://submission/ID`, `songming://search?words=…`, or the publisher's page of an item, `https://HOST/items/ID`. Nil
  /// for any other link: links come from outside and are not trusted.
  public static func destination(of link: URL, host: String) -> Destination? {
    guard let parts = URLComponents(url: link, resolvingAgainstBaseURL: false) else { return nil }
    let path = parts.percentEncodedPath.split(separator: "/").map {
      $0.removingPercentEncoding ?? ""
    }
    let last = shortened(path.last ?? "")
    if parts.scheme == "https", parts.host == host {
      return path.count == 2 && path[0] == "items" && !last.isEmpty ? Destination(.item, last) : nil
    }
    guard parts.scheme == scheme else { return nil }
    switch parts.host {
    case "item": return last.isEmpty ? nil : Destination(.item, last)
    case "appeal": return last.isEmpty ? nil : Destination(.appeal, last)
    case "submission": return last.isEmpty ? nil : Destination(.submission, last)
    case "topic": return screen(named: last).map { Destination($0) }
    case "search": return Destination(.search, shortened(words(of: parts)))
    default: return nil
    }
  }

  /// In a form, a plus sign is a space.
  private static func words(of link: URLComponents) -> String {
    var form = link
    form.percentEncodedQuery = form.percentEncodedQuery?.replacingOccurrences(of: "+", with: "%20")
    return form.queryItems?.first { $0.name == "words" }?.value ?? ""
  }

  /// At most 200 UTF-16 units, as on Android; a character is never cut in half.
  private static func shortened(_ text: String) -> String {
    let units = text.utf16.prefix(maxLength)
    return String(units) ?? String(units.dropLast()) ?? ""
  }
}
