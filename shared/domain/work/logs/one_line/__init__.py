"""One line of text to the draft of a work log (一句话记工作); whatever the line leaves open is asked for."""
