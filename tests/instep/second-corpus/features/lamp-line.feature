Feature: The lamp line

  The serial line between a keeper's desk and a lamp house, in a few Rules: what `instep` reads, and nothing runs.

  @must @remark:frame.checksum
  Rule: A frame with a wrong checksum is discarded, and gets no answer, busy or other

    Example: The last byte is wrong
      When the desk sends LAMP_GET with a wrong checksum
      Then the lamp house sends nothing

  @should @remark:timing.once-more
  Rule: The desk sends a command once more when no answer comes in time

    Example: A LAMP_SET takes longer than 250 ms
      When no answer to LAMP_SET comes within 250 ms
      Then the desk sends LAMP_SET once more

  @must @remark:lamp.range
  Rule: No level above 100 is sent; one that is sent is answered by ERR_RANGE and changes nothing

    Example: 101
      When a level of 101 is sent
      Then the answer is ERR_RANGE
      And the lamp stays as it is

  @must @remark:lamp.cold
  Rule: A cold lamp shines at 60 at most

    Example: A level of 90 while the lamp is cold
      Given a cold lamp
      When the desk sends LAMP_SET with a level of 90
      Then LAMP_GET tells 60

  @must @remark:shutter.busy
  Rule: While the shutter moves, the lamp house is busy, and the desk waits for 2 seconds

    Example: A second move
      When the desk sends SHUTTER_MOVE twice
      Then the second answer is ERR_BUSY
      And the desk sends nothing for 2 seconds
