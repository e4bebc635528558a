// The main job as a story, on a real Samba: a laboratory answers a notice, from the letter to the signed form.
#pragma once

#include "app/demo/stage.h"

namespace runseal::app {

struct StoryOptions {
  base::Path letter;     // empty: the sample letter
  std::string language;  // empty: the notice's own
};

// Plays it on the stage; the stage is kept when the story ended well. Errors: unavailable (no Samba), cancelled, …
Result<> play(Stage& stage, const StoryOptions& options);

}  // namespace runseal::app
