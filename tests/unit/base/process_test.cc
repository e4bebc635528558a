#include "base/process.h"

#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <thread>

#include "base/text.h"
#include "support/temporary.h"

namespace runseal::base {
namespace {

using namespace std::chrono_literals;

Command shell(std::string script) {
  Command command;
  command.program = "sh";
  command.arguments = {"-c", std::move(script)};
  return command;
}

bool is_gone(pid_t pid) {
  for (int i = 0; i < 500; ++i) {
    if (::kill(pid, 0) != 0) return true;
    std::this_thread::sleep_for(10ms);
  }
  return false;
}

TEST(AProgram, GetsItsArgumentsAndInputUntouchedByAnyShell) {
  Command command;
  command.program = "printf";
  command.arguments = {"%s|", "a b", "$HOME", "`id`", "", "*"};
  EXPECT_EQ(run(command)->out, "a b|$HOME|`id`||*|");
  Command cat;
  cat.program = "cat";
  cat.input = std::string(1 << 20, 'x') + "end";
  const auto finished = run(cat);
  ASSERT_TRUE(finished);
  EXPECT_TRUE(finished->ok());
  EXPECT_EQ(finished->out, cat.input);
}

TEST(AProgram, SaysHowItEnded) {
  EXPECT_EQ(run(shell("echo out; echo err >&2; exit 7"))->exit_code, 7);
  EXPECT_EQ(run(shell("echo err >&2"))->err, "err\n");
  const auto killed = run(shell("kill -TERM $$"));
  EXPECT_EQ(killed->signal, SIGTERM);
  EXPECT_FALSE(killed->ok());
}

TEST(AProgram, ThatIsNotInstalledIsUnavailable) {
  Command command;
  command.program = "no-such-program-anywhere";
  EXPECT_EQ(run(command).error().code, ErrorCode::unavailable);
  command.program = "/no/such/program";
  EXPECT_EQ(run(command).error().code, ErrorCode::unavailable);
  EXPECT_FALSE(program_exists("no-such-program-anywhere"));
  EXPECT_TRUE(program_exists("sh"));
}

TEST(AProgram, IsEndedWithItsChildrenWhenItsTimeIsOver) {
  auto command = shell("sleep 1000 & echo $!; sleep 1000");
  command.time = 300ms;
  const auto finished = run(command);
  ASSERT_TRUE(finished);
  EXPECT_TRUE(finished->timed_out);
  EXPECT_FALSE(finished->ok());
  EXPECT_TRUE(is_gone(std::stoi(finished->out)));
}

TEST(AProgram, ThatClosesItsOutputAndGoesOnIsEndedToo) {
  auto command = shell("exec >&- 2>&-; sleep 1000");
  command.time = 300ms;
  EXPECT_TRUE(run(command)->timed_out);
}

TEST(AProgram, LeavesNoChildBehindWhenItEnds) {
  const auto finished = run(shell("sleep 1000 >/dev/null 2>&1 & echo $!"));
  ASSERT_TRUE(finished->ok());
  EXPECT_TRUE(is_gone(std::stoi(finished->out)));
}

TEST(AProgram, ThatSaysTooMuchIsCutAndEnded) {
  auto command = shell("while :; do echo yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy; done");
  command.output = 10'000;
  const auto finished = run(command);
  EXPECT_TRUE(finished->cut);
  EXPECT_FALSE(finished->ok());
  EXPECT_EQ(finished->out.size(), 10'000U);
}

TEST(AProgram, CannotTakeMoreMemoryThanItMay) {
  auto command = shell("head -c 300000000 /dev/zero | tail -c 300000000 | wc -c");  // tail keeps it all
  command.memory = 64U << 20U;
  EXPECT_NE(trim(run(command)->out), "300000000");
  command.memory = 0;
  EXPECT_EQ(trim(run(command)->out), "300000000");
}

TEST(AProgram, SeesOnlyTheEnvironmentItIsGiven) {
  ::setenv("RUNSEAL_TEST_SECRET", "x", 1);
  Command command;
  command.program = "env";
  command.environment = {{"GIVEN", "1"}};
  const auto text = run(command)->out;
  ::unsetenv("RUNSEAL_TEST_SECRET");
  EXPECT_FALSE(text.contains("RUNSEAL_TEST_SECRET"));
  EXPECT_TRUE(text.contains("GIVEN=1\n"));
  EXPECT_TRUE(text.contains("LANG=C.UTF-8\n"));
}

TEST(AProgram, ThatDoesNotReadItsInputDoesNotStopUs) {
  auto command = shell("exit 0");
  command.input = std::string(1 << 20, 'x');
  EXPECT_EQ(run(command)->exit_code, 0);
}

TEST(AServer, IsEndedWithItsChildrenWhenItsObjectGoes) {
  const test::TemporaryFolder folder;
  pid_t server = 0;
  {
    auto child = Child::start(shell("trap '' TERM; sleep 1000 & echo $!; while :; do sleep 1; done"), folder / "log");
    ASSERT_TRUE(child);
    EXPECT_TRUE(child->running());
    server = child->pid();
    while (test::read_file(folder / "log").empty()) std::this_thread::sleep_for(5ms);
  }
  EXPECT_TRUE(is_gone(server));
  EXPECT_TRUE(is_gone(std::stoi(test::read_file(folder / "log"))));
}

}  // namespace
}  // namespace runseal::base
