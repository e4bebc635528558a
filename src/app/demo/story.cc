#include "app/demo/story.h"

#include "app/demo/story_chapters.h"

namespace runseal::app {
namespace {

// As many servers still stand: SMB 2 and 3 with whatever the client likes.
const demo::SambaSettings as_the_letter_warns{{{"server min protocol", "SMB2_02"},
                                               {"server signing", "auto"},
                                               {"server smb encrypt", "off"},
                                               {"map to guest", "bad user"}},
                                              {{"guest ok", "yes"}}};

}  // namespace

Result<> play(Stage& stage, const StoryOptions& options) {
  RUNSEAL_TRY(auto workspace, service::Workspace::open(stage.folder() / "data", service::Access::write));
  RUNSEAL_TRY(auto samba, demo::Samba::start(stage.scratch() / "samba", as_the_letter_warns));
  RUNSEAL_CHECK(Story(stage, options, std::move(workspace), std::move(samba)).play());
  stage.keep();
  return {};
}

}  // namespace runseal::app
