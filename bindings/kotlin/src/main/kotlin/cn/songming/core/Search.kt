package cn.songming.core

/** The same part, as Kotlin slices a text: `title.substring(highlight.indices)`. */
public val TextRange.indices: IntRange get() = start.toInt() until end.toInt()
