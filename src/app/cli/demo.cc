// runseal demo
#include <unistd.h>

#include <fmt/format.h>

#include "app/demo/story.h"
#include "app/serving.h"
#include "notice/phrases.h"

namespace runseal::app {
namespace {

struct DemoOptions {
  std::string out = "runseal-demo";
  StoryOptions story;
  std::string letter;
  bool no_serve = false;
};

// A person sits before it, who can end it with Ctrl-C: no script and no CI waits for nothing.
bool somebody_watches(const Context& context) {
  const char* ci = std::getenv("CI");
  const bool automatic = ci != nullptr && *ci != '\0' && std::string_view(ci) != "false";
  return !context.json && !automatic && ::isatty(STDIN_FILENO) != 0 && ::isatty(STDOUT_FILENO) != 0;
}

// The console with what the demonstration made. Where its usual port is taken, the system chooses another.
Result<int> show_console(const Context& context, const base::Path& data) {
  Context on_demo = context;
  on_demo.data = data.string();
  ServeOptions options;
  options.link = true;
  context.screen.heading("The console runs with all of this, until Ctrl-C");
  auto ended = serve_console(on_demo, options);
  if (ended || ended.error().code != ErrorCode::unavailable) return ended;
  options.listen = "127.0.0.1:0";
  return serve_console(on_demo, options);
}

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
  const auto data = stage.folder() / "data";
  if (!options.no_serve && somebody_watches(context)) return show_console(context, data);
  context.screen.line("Look at it in a browser:  runseal --data " + data.string() + " serve --link");
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
  command->add_flag("--no-serve", options->no_serve, "end after the story; else the console runs, on a terminal");
}

}  // namespace runseal::app
