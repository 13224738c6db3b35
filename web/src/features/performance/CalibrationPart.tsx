import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, type ReactElement } from "react";

import { useProjectName } from "@/api/queries";
import { text } from "@/lib/texts";
import { Faces, LoadingFace } from "@/ui/Faces";

import { binsOf, calibrationCsv } from "./calibration";
import { CsvButton } from "./CsvButton";
import classes from "./performance.module.css";
import { calibrationQuery } from "./queries";

const CalibrationChart = lazy(() => import("./CalibrationChart"));

interface Props {
  readonly round: number;
  /** null: none is chosen. */
  readonly label: string | null;
}

/** Whether a probability means what it says. */
export function CalibrationPart({ round, label }: Props): ReactElement {
  const asked = useQuery(calibrationQuery(useProjectName(), round));
  const what = text("performance.calibration.what");
  return (
    <section className={classes.stack}>
      <div className={classes.row}>
        <h2 className={classes.heading}>{text("performance.calibration")}</h2>
        {asked.data !== undefined && (
          <CsvButton name={`round-${round}-calibration`} what={what} table={() => calibrationCsv(asked.data)} />
        )}
      </div>
      <Text size="sm" c="dimmed" className={classes.prose ?? ""}>
        {text(label === null ? "performance.calibration.choose" : "performance.calibration.meaning")}
      </Text>
      {label !== null && (
        <Faces asked={asked} what={what}>
          {(found) => (
            <div className={classes.curve}>
              <Suspense fallback={<LoadingFace what={what} />}>
                <CalibrationChart bins={binsOf(found, label)} label={label} />
              </Suspense>
            </div>
          )}
        </Faces>
      )}
    </section>
  );
}
