// runseal demo
#include <fmt/format.h>

#include "app/demo/story.h"
#include "notice/phrases.h"

namespace runseal::app {
namespace {

struct DemoOptions {
  std::string out = "runseal-demo";
  StoryOptions story;
  std::string letter;
};

Result<int> demo(const Context& context, DemoOptions options) {
  options.story.letter = options.letter;
  const auto began = std::chrono::steady_clock::now();
  watch_for_interrupts();
  RUNSEAL_TRY(auto stage, Stage::open(context, options.out));
  if (!context.json) {
    context.screen.line(context.screen.bold(
        "A laboratory answers a field safety notice, on a real Samba server that runs only for this demonstration."));
  }
  RUNSEAL_CHECK(play(stage, options.story));
  const auto seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  if (context.json) {
    context.print({{"steps", stage.steps()}, {"folder", stage.folder().string()}, {"seconds", seconds}});
    return holds;
  }
  context.screen.heading(fmt::format("Done in {:.1f} s. Everything lies in {}", seconds, stage.folder().string()));
  context.screen.table({{"reply/", "the signed form (PDF and JSON), signatures, proof"},
                        {"data/", "records and evidence log:  runseal --data " + (stage.folder() / "data").string() +
                                      " evidence verify"},
                        {"letter.md, inventory.csv", "what went in"}});
  return holds;
}

}  // namespace

void add_demo_command(CLI::App& program, Context& context) {
  auto options = std::make_shared<DemoOptions>();
  auto* command =
      add_command(program, context, "demo", "watch a laboratory answer a notice, on a real Samba, in under a minute",
                  [&context, options] { return demo(context, *options); });
  command->add_option("--out", options->out, "folder for everything it makes")->capture_default_str();
  command->add_option("--letter", options->letter, "a letter of your own about FSN2024-1562 instead of the sample");
  command->add_option("--lang", options->story.language, "language of the form: en or lv (default: the notice's own)")
      ->check(CLI::IsMember(notice::languages()));
}

}  // namespace runseal::app
