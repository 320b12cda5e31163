package cn.songming.core

/** The same range as a Kotlin string takes it: `title.substring(highlight.indices)`. */
public val TextRange.indices: IntRange get() = start.toInt() until end.toInt()
