public enum UIKeyboardType: Int, Sendable {
  case `default` = 0
  case numbersAndPunctuation = 2
  case numberPad = 4
  case phonePad = 5
}
