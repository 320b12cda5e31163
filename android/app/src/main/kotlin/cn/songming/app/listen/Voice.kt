package cn.songming.app.listen

/** Speaks one sentence after another. */
interface Voice {
    /** Speaks the text, and returns when it has been spoken; false if this phone has no voice for Chinese. */
    suspend fun speak(text: String): Boolean

    fun stop()
}
