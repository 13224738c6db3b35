import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { Link, useSearchParams } from "react-router";

import { patientImagesQuery, pictureOf, type ImageFacts } from "@/api/queries-looking";
import { text } from "@/lib/texts";
import { Faces } from "@/ui/Faces";

import classes from "./attention.module.css";

const SIDE = 128;

/** Splits whose images people may look at and draw on. */
const OPEN: ReadonlySet<string | null> = new Set(["review", "train"]);

/** The other images of the same patient: what was seen before, or from another side. */
export function PatientImages({ project, row }: { readonly project: string; readonly row: number }): ReactElement {
  const asked = useQuery(patientImagesQuery(project, row));
  return (
    <section>
      <h2>{text("attention.single.others")}</h2>
      <Faces asked={asked} what={text("attention.single.others.what")}>
        {({ images }) => <Others project={project} images={images.filter((image) => image.row !== row)} />}
      </Faces>
    </section>
  );
}

interface OthersProps {
  readonly project: string;
  readonly images: readonly ImageFacts[];
}

function Others({ project, images }: OthersProps): ReactElement {
  const [search] = useSearchParams();
  if (images.length === 0) return <p>{text("attention.single.others.none")}</p>;
  return (
    <ul className={classes.others}>
      {images.map((image) => (
        <li key={image.row}>
          {OPEN.has(image.split) ? (
            <Link className={classes.other ?? ""} to={addressOf(search, image.row)} relative="path">
              <Other project={project} image={image} />
            </Link>
          ) : (
            <span className={classes.other}>
              <Other project={project} image={image} />
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

function addressOf(search: URLSearchParams, row: number): string {
  const next = new URLSearchParams(search);
  next.delete("place");
  next.set("image", String(row));
  return `../modification?${next}`;
}

interface OtherProps {
  readonly project: string;
  readonly image: ImageFacts;
}

function Other({ project, image }: OtherProps): ReactElement {
  const split = image.split ?? text("attention.single.split.none");
  const known = [image.view, image.acquired_on].filter((each) => each !== null).join(" · ");
  return (
    <>
      <img className={classes.image} src={pictureOf(project, image.row, SIDE, "thumbnail")} alt="" loading="lazy" />
      <span>{text("attention.single.sibling", { row: image.row, split })}</span> <span className={classes.faint}>{known}</span>
    </>
  );
}
