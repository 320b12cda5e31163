/// Space between Chinese characters and Latin letters or digits, as typesetters set it: 在 2026 年. The text itself is unchanged,
/// so that copying, searching and reading aloud find no blanks that were not written.
public enum CjkSpacing {
  /// The Chinese characters that get space. Only these are spaced: spaced digits would no longer look like one number.
  public static func spacedCharacters(of text: String) -> [Range<String.Index>] {
    var found: [Range<String.Index>] = []
    var before: Character?
    var index = text.startIndex
    while index < text.endIndex {
      let next = text.index(after: index)
      let after = next < text.endIndex ? text[next] : nil
      if isChinese(text[index]), isWestern(before) || isWestern(after) {
        found.append(index..<next)
      }
      before = text[index]
      index = next
    }
    return found
  }

  private static func isChinese(_ character: Character) -> Bool {
    ("\u{4E00}"..."\u{9FFF}").contains(character) || ("\u{3400}"..."\u{4DBF}").contains(character)
  }

  private static func isWestern(_ character: Character?) -> Bool {
    guard let character else { return false }
    return character.isASCII && (character.isLetter || character.isNumber)
      || "%℃°".contains(character)
  }
}
