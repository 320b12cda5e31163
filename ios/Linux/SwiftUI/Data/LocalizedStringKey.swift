public struct LocalizedStringKey: Equatable, ExpressibleByStringInterpolation {
  let key: String
  let arguments: [String]

  public init(_ value: String) { (key, arguments) = (value, []) }
  public init(stringLiteral value: String) { self.init(value) }
  public init(stringInterpolation: StringInterpolation) {
    (key, arguments) = (stringInterpolation.key, stringInterpolation.arguments)
  }

  public struct StringInterpolation: StringInterpolationProtocol {
    var key = ""
    var arguments: [String] = []
    public init(literalCapacity: Int, interpolationCount: Int) {}
    public mutating func appendLiteral(_ literal: String) { key += literal.replacingOccurrences(of: "%", with: "%%") }
    public mutating func appendInterpolation(_ string: String) { append("%@", string) }
    public mutating func appendInterpolation(_ value: Int) { append("%lld", String(value)) }
    public mutating func appendInterpolation(_ value: UInt) { append("%llu", String(value)) }
    public mutating func appendInterpolation(_ value: Int32) { append("%d", String(value)) }
    public mutating func appendInterpolation(_ value: UInt32) { append("%u", String(value)) }
    public mutating func appendInterpolation(_ value: Int64) { append("%lld", String(value)) }
    public mutating func appendInterpolation(_ value: UInt64) { append("%llu", String(value)) }
    private mutating func append(_ specifier: String, _ argument: String) {
      key += specifier
      arguments.append(argument)
    }
  }

  /// The translations of the main bundle: what a key is replaced by.
  @MainActor package static var catalog: [String: String] = [:]

  @MainActor var resolved: String {
    let format = Self.catalog[key] ?? key
    var next = 0
    var text = ""
    var rest = Substring(format)
    while let sign = rest.firstIndex(of: "%") {
      text += rest[..<sign]
      rest = rest[sign...].dropFirst()
      if rest.first == "%" {
        text += "%"
        rest = rest.dropFirst()
        continue
      }
      guard let match = rest.firstMatch(of: #/^(?:(\d+)\$)?(?:@|lld|llu|ld|lu|d|u)/#) else {
        text += "%"
        continue
      }
      let place = match.1.flatMap { Int($0) }.map { $0 - 1 } ?? next
      next += 1
      text += arguments.indices.contains(place) ? arguments[place] : ""
      rest = rest[match.range.upperBound...]
    }
    return text + rest
  }
}
