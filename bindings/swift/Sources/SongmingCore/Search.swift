import Foundation

extension Range<String.Index> {
  /// The same part, as Swift slices a text: `title[range]`. Nil when the text is another one and has no such part.
  public init?(_ range: TextRange, in text: String) {
    self.init(NSRange(location: Int(range.start), length: Int(range.end - range.start)), in: text)
  }
}
