// The story's chapters, in the order in which they are played. For story*.cc alone.
#pragma once

#include "app/demo/story.h"
#include "demo/samba.h"
#include "model/notice.h"
#include "service/case_book.h"
#include "service/measure.h"

namespace runseal::app {

inline constexpr const char* person = "Anna Bērziņa";

class Story {
 public:
  Story(Stage& stage, StoryOptions options, service::Workspace workspace, demo::Samba samba)
      : stage_(stage), options_(std::move(options)), workspace_(std::move(workspace)), samba_(std::move(samba)) {}

  Result<> play() {
    RUNSEAL_CHECK(take_in_the_notice());
    RUNSEAL_CHECK(know_the_devices());
    RUNSEAL_CHECK(match());
    RUNSEAL_CHECK(measure_before());
    RUNSEAL_CHECK(show_the_harm());
    RUNSEAL_CHECK(fix());
    RUNSEAL_CHECK(measure_after());
    RUNSEAL_CHECK(attack_again());
    RUNSEAL_CHECK(complete_the_case());
    RUNSEAL_CHECK(answer());
    return check_the_evidence();
  }

 private:
  // story_letter.cc
  Result<> take_in_the_notice();
  Result<> know_the_devices();
  Result<> match();
  // story_connection.cc
  Result<> measure_before();
  Result<> show_the_harm();
  Result<> fix();
  Result<> measure_after();
  Result<> attack_again();
  // story_answer.cc
  Result<> complete_the_case();
  Result<> answer();
  Result<> check_the_evidence();

  Result<std::vector<service::Measured>> measure();
  void show_grades(const std::vector<service::Measured>& measured);
  Result<> state(model::CaseAction action, const std::string& device, const std::string& note,
                 const std::optional<base::Path>& file = {});
  [[nodiscard]] std::string data() const { return "--data " + base::Path(stage_.folder() / "data").string(); }

  Stage& stage_;
  StoryOptions options_;
  service::Workspace workspace_;
  demo::Samba samba_;
  model::Notice notice_;
  std::vector<service::Measured> measured_;
  base::Path credentials_;
};

}  // namespace runseal::app
