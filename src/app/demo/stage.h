// Where the demonstration happens: what it says, the folder it works in, and how it ends on Ctrl-C.
#pragma once

#include <string>

#include "app/context.h"

namespace runseal::app {

class Stage {
 public:
  // Everything lies below `folder`. It is made new; an earlier demonstration's folder is replaced, anything else is
  // left alone. Errors: exists, io.
  [[nodiscard]] static Result<Stage> open(const Context& context, const base::Path& folder);
  Stage(Stage&& other) noexcept;
  Stage& operator=(Stage&&) = delete;
  ~Stage();  // removes the temporary folder, and the other unless keep() was called

  // A new chapter. Errors: cancelled, after Ctrl-C.
  Result<> step(const std::string& title);
  void command(const std::string& line);  // what a person would type for this
  void say(const std::string& text);
  void good(const std::string& text);
  void bad(const std::string& text);
  void verbatim(const std::string& text);
  void fact(const std::string& name, const Json& value);  // for --json

  void keep() { keep_ = true; }
  [[nodiscard]] const base::Path& folder() const { return folder_; }    // what stays
  [[nodiscard]] const base::Path& scratch() const { return scratch_; }  // what never does: a temporary folder
  [[nodiscard]] const Screen& screen() const { return context_->screen; }
  [[nodiscard]] bool quiet() const { return context_->json; }
  [[nodiscard]] const Json& steps() const { return steps_; }

 private:
  Stage(const Context& context, base::Path folder) : context_(&context), folder_(std::move(folder)) {}

  const Context* context_;
  base::Path folder_;
  base::Path scratch_;
  Json steps_ = Json::array();
  bool keep_ = false;
};

}  // namespace runseal::app
